namespace LinuxPatchApi.HostServices.Bus;

/// <summary>Every number that bounds how we deal with the bus and what it can make large, deep or slow, with its origin.</summary>
public static class BusLimits
{
    /// <summary>
    /// How long a call may take that has no deadline of its own. Our choice: services answer in milliseconds; activation takes up to
    /// 1.2 s measured, and the bus itself gives up only after 25 s.
    /// </summary>
    public static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(5);

    /// <summary>How long connecting, authenticating and Hello may take together. Our choice: it takes milliseconds.</summary>
    public static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Pause before the first attempt to reconnect. Our choice: a bus that restarts is back in less than a second.</summary>
    public static readonly TimeSpan FirstReconnectDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause between attempts; each pause is twice the one before. Our choice.</summary>
    public static readonly TimeSpan LongestReconnectDelay = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Longest message accepted, header included. The specification and the library allow 128 MiB; our choice is 16 MiB: the longest
    /// answer measured, all 68 686 packages of a distribution in one signal, has 8 MB.
    /// </summary>
    public const int MaxMessageBytes = 16 * 1024 * 1024;

    /// <summary>Longest header field array. Our choice: a path, four names and a signature have no more than a few KiB.</summary>
    public const int MaxHeaderFieldBytes = 64 * 1024;

    /// <summary>Longest arguments of a call of ours, as written. Our choice: what is accepted, less room for the header.</summary>
    public const int MaxCallBytes = MaxMessageBytes - MaxHeaderFieldBytes;

    /// <summary>Deepest nesting of containers in a value, variants included (D-Bus specification: 64 in all).</summary>
    public const int MaxDepth = 64;

    /// <summary>Deepest nesting of arrays in a signature (D-Bus specification, "Valid Signatures": 32).</summary>
    public const int MaxArrayDepth = 32;

    /// <summary>Deepest nesting of structs in a signature (D-Bus specification, "Valid Signatures": 32).</summary>
    public const int MaxStructDepth = 32;

    /// <summary>Longest signature in bytes (D-Bus specification: its length is one byte).</summary>
    public const int MaxSignatureLength = 255;

    /// <summary>Longest bus, interface, member and error name in bytes (D-Bus specification, "Valid Names").</summary>
    public const int MaxNameLength = 255;

    /// <summary>
    /// Most single values in the variants of one message. Our choice: a value in memory takes some ten times its bytes on the wire, and
    /// the largest set of properties that we read holds a few hundred.
    /// </summary>
    public const int MaxVariantValues = 100_000;

    /// <summary>
    /// Messages that wait for one subscription before the reader stops reading from the bus. Our choice: enough to ride out a
    /// garbage collection, small against the bus's own queue for us.
    /// </summary>
    public const int QueuedMessagesPerSubscription = 256;

    /// <summary>Bytes that wait for one subscription, as they were on the wire. Our choice: the longest message; one always has room.</summary>
    public const int QueuedBytesPerSubscription = MaxMessageBytes;

    /// <summary>
    /// Calls to one destination whose answers are outstanding, those included that nobody waits for any more: the library keeps them until
    /// the answer or the end of the connection. Our choice: half of what dbus-daemon keeps for one connection (max_replies_per_connection,
    /// 128), so that one service that hangs leaves room for the others.
    /// </summary>
    public const int MaxUnansweredCalls = 64;

    /// <summary>Bytes of all calls whose answers are outstanding; some may not have been sent. Our choice: the two longest.</summary>
    public const long MaxUnansweredBytes = 2L * MaxMessageBytes;

    /// <summary>Answers to calls of others that are not written yet before no more calls are read. Our choice: nobody calls us.</summary>
    public const int MaxOwedReplies = 16;

    /// <summary>Size of the read buffer when nothing large is under way. Our choice: one page run.</summary>
    public const int ReadBufferBytes = 16 * 1024;
}
