using Tmds.DBus.Protocol;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>Takes what a caller wants out of a message; may throw <see cref="BusProtocolException"/>.</summary>
internal delegate T BusMessageReader<out T>(BusMessage message);

/// <summary>
/// A message that was received, as long as its reader runs: the library uses the memory again afterwards. Its bytes were checked before
/// (<c>Transport/MessageCheck.cs</c>).
/// </summary>
internal readonly ref struct BusMessage(Message message)
{
    public string? Path => message.PathAsString;

    public string? Interface => message.InterfaceAsString;

    /// <summary>Empty for replies.</summary>
    public string Member => message.MemberAsString ?? "";

    /// <summary>Unique name of the sender, put there by the bus.</summary>
    public string? Sender => message.SenderAsString;

    /// <summary>Signature of the body; empty when there is no body.</summary>
    public string Signature => message.SignatureAsString;

    /// <summary>A reader at the start of a body whose signature was looked at.</summary>
    public BodyReader GetBody() => new(message.GetBodyReader());

    /// <summary>A reader at the start of a body that must have this signature.</summary>
    /// <exception cref="BusProtocolException">It has another one.</exception>
    public BodyReader GetBody(string signature) => Signature == signature
        ? GetBody()
        : throw new BusProtocolException($"The body has the signature '{Signature}', not '{signature}'.");
}
