namespace LinuxPatchApi.DBus;

/// <summary>Every number that bounds what a peer can make large, deep or slow, with its origin.</summary>
public static class DBusLimits
{
    /// <summary>
    /// Longest message sent or accepted, header included. The specification allows 128 MiB; our choice is 16 MiB: the longest
    /// answer measured, all 68 686 packages of a distribution in one signal, has 8 MB.
    /// </summary>
    public const int MaxMessageBytes = 16 * 1024 * 1024;

    /// <summary>Longest array (D-Bus specification, "Marshalling": 64 MiB). The message limit is reached first.</summary>
    public const int MaxArrayBytes = 64 * 1024 * 1024;

    /// <summary>Longest header field array. Our choice: a path, four names and a signature have no more than a few KiB.</summary>
    public const int MaxHeaderFieldBytes = 64 * 1024;

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
    /// Most single values in one variant. Our choice: a value in memory takes some ten times its bytes on the wire, and the largest
    /// property that we read holds a few hundred.
    /// </summary>
    public const int MaxVariantValues = 100_000;

    /// <summary>Longest line while authenticating. Our choice: real ones have less than 100 bytes.</summary>
    public const int MaxAuthenticationLineBytes = 4096;

    /// <summary>Most lines while authenticating. Our choice: EXTERNAL takes two.</summary>
    public const int MaxAuthenticationLines = 8;

    /// <summary>How long connecting, authenticating and Hello may take together. Our choice: it takes milliseconds.</summary>
    public static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Messages that wait for one subscription before the reader stops reading from the bus. Our choice: enough to ride out a
    /// garbage collection, small against the bus's own queue for us.
    /// </summary>
    public const int QueuedMessagesPerSubscription = 256;

    /// <summary>Size of the read buffer when nothing large is under way. Our choice: one page run.</summary>
    public const int ReadBufferBytes = 16 * 1024;
}
