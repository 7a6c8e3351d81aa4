using LinuxPatchApi.HostServices.Bus.Transport;

namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>A received message. Its header has been checked; its body is checked while it is read.</summary>
internal sealed class WireMessage
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly bool _bigEndian;
    private string? _firstArgument;
    private bool _firstArgumentRead;

    internal WireMessage(MessageHeader header, ReadOnlyMemory<byte> body, bool bigEndian)
    {
        Header = header;
        _body = body;
        _bigEndian = bigEndian;
    }

    public MessageHeader Header { get; }

    /// <summary>The first argument if it is a string, else null; arg0 of match rules.</summary>
    public string? FirstStringArgument
    {
        get
        {
            if (!_firstArgumentRead)
            {
                _firstArgument = ReadFirstArgument();
                _firstArgumentRead = true;
            }

            return _firstArgument;
        }
    }

    /// <summary>A reader at the start of the body.</summary>
    public MessageReader GetBodyReader() => new(_body.Span, _bigEndian);

    /// <summary>A reader at the start of a body that must have this signature.</summary>
    /// <exception cref="BusProtocolException">The signature differs.</exception>
    public MessageReader GetBodyReader(string signature) => Header.Signature == signature
        ? GetBodyReader()
        : throw new BusProtocolException($"The body has the signature '{Header.Signature}', not '{signature}'.");

    public bool IsSignal(string @interface, string member) =>
        Header.Type == MessageType.Signal && Header.Interface == @interface && Header.Member == member;

    /// <summary>The marshalled body.</summary>
    internal ReadOnlyMemory<byte> Body => _body;

    /// <summary>The same message with another sender, as the bus forwards it.</summary>
    internal WireMessage WithSender(string sender) => new(Header with { Sender = sender }, _body, _bigEndian);

    private string? ReadFirstArgument()
    {
        if (!Header.Signature.StartsWith('s'))
        {
            return null;
        }

        try
        {
            MessageReader reader = GetBodyReader();
            return reader.ReadString();
        }
        catch (BusProtocolException)
        {
            return null;
        }
    }
}
