namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>The header of a message. Texts are null when the field is absent.</summary>
internal sealed record MessageHeader
{
    public MessageType Type { get; init; }

    public MessageFlags Flags { get; init; }

    /// <summary>Never 0.</summary>
    public uint Serial { get; init; }

    public string? Path { get; init; }

    public string? Interface { get; init; }

    public string? Member { get; init; }

    public string? ErrorName { get; init; }

    /// <summary>The serial that a reply or an error answers; 0 when absent.</summary>
    public uint ReplySerial { get; init; }

    public string? Destination { get; init; }

    /// <summary>Unique name of the sender, set by the bus.</summary>
    public string? Sender { get; init; }

    /// <summary>Signature of the body; empty when there is no body.</summary>
    public string Signature { get; init; } = "";

    /// <summary>Number of file descriptors sent along. This client negotiates none.</summary>
    public uint UnixFds { get; init; }
}
