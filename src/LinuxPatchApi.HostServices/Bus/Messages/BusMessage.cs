using LinuxPatchApi.HostServices.Bus.Transport;
using Tmds.DBus.Protocol;

namespace LinuxPatchApi.HostServices.Bus.Messages;

/// <summary>Reads a value from a message; may throw <see cref="BusProtocolException"/>.</summary>
internal delegate T BusMessageReader<out T>(BusMessage message);

/// <summary>
/// A received message, valid only while its reader runs: the library reuses the memory afterwards. Its bytes have been checked
/// (<c>Transport/MessageCheck.cs</c>).
/// </summary>
internal readonly ref struct BusMessage(Message message)
{
    public string? Path => message.PathAsString;

    public string? Interface => message.InterfaceAsString;

    /// <summary>Empty for replies.</summary>
    public string Member => message.MemberAsString ?? "";

    /// <summary>Unique name of the sender, set by the bus.</summary>
    public string? Sender => message.SenderAsString;

    /// <summary>Signature of the body; empty when the message has none.</summary>
    public string Signature => message.SignatureAsString;

    /// <summary>Returns a reader for a body whose signature the caller has already checked.</summary>
    public BodyReader GetBody() => new(message.GetBodyReader());

    /// <summary>Returns a reader for a body that must have this signature.</summary>
    /// <exception cref="BusProtocolException">The signature differs.</exception>
    public BodyReader GetBody(string signature) => Signature == signature
        ? GetBody()
        : throw new BusProtocolException($"The body has the signature '{Signature}', not '{signature}'.");
}
