namespace LinuxPatchApi.HostServices.Bus;

/// <summary>Every limit on the bus connection and on what the bus can send us, with its origin.</summary>
public static class BusLimits
{
    /// <summary>
    /// Deadline of a call that names none. Our choice: services answer in milliseconds; activation takes up to 1.2 s measured, and the bus
    /// itself gives up only after 25 s.
    /// </summary>
    public static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Deadline for connecting, authenticating and Hello together. Our choice: it takes milliseconds.</summary>
    public static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Delay before the first attempt to reconnect. Our choice: a restarting bus is back in less than a second.</summary>
    public static readonly TimeSpan FirstReconnectDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest delay between attempts; each delay is twice the previous one. Our choice.</summary>
    public static readonly TimeSpan LongestReconnectDelay = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Longest accepted message in bytes, header included. The specification and the library allow 128 MiB; our choice is 16 MiB: the
    /// longest reply measured, all 68 686 packages of a distribution in one signal, has 8 MB.
    /// </summary>
    public const int MaxMessageBytes = 16 * 1024 * 1024;

    /// <summary>Longest header field array in bytes. Our choice: a path, four names and a signature need no more than a few KiB.</summary>
    public const int MaxHeaderFieldBytes = 64 * 1024;

    /// <summary>Longest arguments of an outgoing call in bytes. Our choice: the longest accepted message less the header.</summary>
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
    /// Most values in the variants of one message. Our choice: a value in memory takes some ten times its bytes on the wire, and the
    /// largest property set that we read has a few hundred.
    /// </summary>
    public const int MaxVariantValues = 100_000;

    /// <summary>
    /// Queued messages per subscription before reading from the bus stops. Our choice: enough to ride out a garbage collection, small
    /// against the bus's own queue for us.
    /// </summary>
    public const int QueuedMessagesPerSubscription = 256;

    /// <summary>Queued bytes per subscription, as on the wire. Our choice: the longest message; one message always fits.</summary>
    public const int QueuedBytesPerSubscription = MaxMessageBytes;

    /// <summary>
    /// Unanswered calls per destination, abandoned ones included: the library keeps them until the reply or the end of the connection. Our
    /// choice: half of what dbus-daemon allows per connection (max_replies_per_connection, 128), so that one hanging service leaves room
    /// for the others.
    /// </summary>
    public const int MaxUnansweredCalls = 64;

    /// <summary>Bytes of all unanswered calls; some may not have been sent yet. Our choice: the two longest.</summary>
    public const long MaxUnansweredBytes = 2L * MaxMessageBytes;

    /// <summary>Unwritten replies to incoming calls before reading of further calls stops. Our choice: nobody calls us.</summary>
    public const int MaxOwedReplies = 16;

    /// <summary>Size of the read buffer in bytes while no large message is arriving. Our choice: a few pages.</summary>
    public const int ReadBufferBytes = 16 * 1024;
}
