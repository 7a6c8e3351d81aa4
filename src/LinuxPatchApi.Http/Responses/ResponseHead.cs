using System.Buffers.Text;
using System.Text;
using LinuxPatchApi.Http.Client;
using LinuxPatchApi.Http.Messages;

namespace LinuxPatchApi.Http.Responses;

/// <summary>The part of a response before its body.</summary>
/// <param name="Response">Status and the fields that the handler set.</param>
/// <param name="RequestId">Sent as X-Request-Id.</param>
/// <param name="Date">Value of Date.</param>
/// <param name="Framing">How the end of the body is signalled.</param>
/// <param name="Length">Length of the body in bytes, for <see cref="ResponseFraming.Length"/>.</param>
/// <param name="Connection">Close, keep-alive (for HTTP/1.0 peers) or nothing.</param>
internal readonly record struct ResponseHead(
    HttpResponse Response, Guid RequestId, byte[] Date, ResponseFraming Framing, long Length, ConnectionOption Connection)
{
    /// <summary>Upper bound of the status line, our own fields and their values.</summary>
    private const int FixedBytes = 320;

    private const int UpgradeRequired = 426;

    /// <summary>Upper bound of what <see cref="Write"/> writes, in bytes.</summary>
    public int SizeBound
    {
        get
        {
            var size = FixedBytes;
            foreach (var (name, value) in Response.Headers)
            {
                size += name.Length + value.Length + 4;
            }
            return size;
        }
    }

    /// <summary>Writes the head and returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var writer = new Writer(destination);
        writer.Add("HTTP/1.1 "u8);
        writer.Add(Response.StatusCode);
        writer.Add(" "u8);
        writer.Add(StatusPhrases.Of(Response.StatusCode));
        writer.Add("\r\nDate: "u8);
        writer.Add(Date);
        writer.Add("\r\nX-Request-Id: "u8);
        writer.Add(RequestId);
        if (Framing == ResponseFraming.Length)
        {
            writer.Add("\r\nContent-Length: "u8);
            writer.Add(Length);
        }
        else if (Framing == ResponseFraming.Chunked)
        {
            writer.Add("\r\nTransfer-Encoding: chunked"u8);
        }
        // RFC 9110 section 7.8: a sender of Upgrade must list it in Connection.
        var mustUpgrade = Response.StatusCode == UpgradeRequired;
        writer.Add(Connection switch
        {
            ConnectionOption.Close when mustUpgrade => "\r\nConnection: upgrade, close"u8,
            ConnectionOption.Close => "\r\nConnection: close"u8,
            _ when mustUpgrade => "\r\nConnection: upgrade"u8,
            ConnectionOption.KeepAlive => "\r\nConnection: keep-alive"u8,
            _ => default,
        });
        foreach (var (name, value) in Response.Headers)
        {
            writer.Add("\r\n"u8);
            writer.Add(name);
            writer.Add(": "u8);
            writer.Add(value);
        }
        writer.Add("\r\n\r\n"u8);
        return writer.Length;
    }

    private ref struct Writer(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;

        public int Length { get; private set; }

        public void Add(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_destination[Length..]);
            Length += bytes.Length;
        }

        public void Add(string ascii) => Length += Encoding.ASCII.GetBytes(ascii, _destination[Length..]);

        public void Add(long number)
        {
            Utf8Formatter.TryFormat(number, _destination[Length..], out var written);
            Length += written;
        }

        public void Add(Guid id)
        {
            Utf8Formatter.TryFormat(id, _destination[Length..], out var written);
            Length += written;
        }
    }
}
