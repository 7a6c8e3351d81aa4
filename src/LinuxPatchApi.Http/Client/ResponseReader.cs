using System.Buffers;
using LinuxPatchApi.Http.Bodies;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Parsing;
using LinuxPatchApi.Http.Responses;

namespace LinuxPatchApi.Http.Client;

/// <summary>Parses bytes to one response. Pure and incremental; holds no more than the limits allow.</summary>
internal sealed class ResponseReader(HttpLimits limits, bool anyStatus = false) : IDisposable
{
    /// <summary>Most interim responses before the final one. Origin: servers send at most two, 100 and 103.</summary>
    private const int MostInterim = 8;

    private const int SwitchingProtocols = 101;

    private readonly ChunkedDecoder _chunks = new(limits);
    private readonly PooledBody _body = new();
    private byte[] _pending = [];
    private ResponseHead? _head;
    private int _interim;

    /// <summary>Null while more bytes are needed; then the result.</summary>
    public FetchResult? Result { get; private set; }

    /// <summary>Bytes of the body that have arrived so far.</summary>
    public int Received => _head is null ? 0 : _body.Written.Length + _pending.Length;

    /// <summary>Appends received bytes.</summary>
    public void Append(ReadOnlySpan<byte> arrived)
    {
        _pending = [.. _pending, .. arrived];
        if (_head is null)
        {
            ReadHead();
        }
        if (_head is not null && Result is null)
        {
            ReadBody();
        }
    }

    /// <summary>Called when the server has closed the connection.</summary>
    public FetchResult End() => Result ??= _head is { Kind: BodyKind.Length, Length: null }
        ? Complete()
        : FetchResult.Fail(FetchOutcome.Truncated, "the connection ended before the response was complete");

    public void Dispose() => _body.Dispose();

    private void ReadHead()
    {
        var end = _pending.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0 ? _pending.Length > limits.HeaderBytes : end + 4 > limits.HeaderBytes)
        {
            Fail(FetchOutcome.Malformed, "the head of the response is too large");
        }
        else if (end >= 0)
        {
            _head = ResponseHeadParser.Parse(_pending.AsSpan(0, end + 2), limits);
            _pending = _pending[(end + 4)..];
            if (_head is { Status: < 200 and not SwitchingProtocols } && ++_interim <= MostInterim)
            {
                // The final response follows (RFC 9110 section 15.2).
                _head = null;
                ReadHead();
                return;
            }
            CheckHead();
        }
    }

    private void CheckHead()
    {
        if (_head is null)
        {
            Fail(FetchOutcome.Malformed, "the response is not well-formed HTTP");
        }
        else if (_head.Status != 200 && !(anyStatus && _head.Status >= 200 && _head.Status is not (204 or 304)))
        {
            Fail(FetchOutcome.WrongStatus, $"the response has status {_head.Status}");
        }
        else if (_head.Length > limits.BodyBytes)
        {
            Fail(FetchOutcome.TooLarge, $"the response is larger than {limits.BodyBytes} bytes");
        }
    }

    private void ReadBody()
    {
        if (_head!.Kind == BodyKind.Chunked)
        {
            ReadChunks();
            return;
        }
        long length = _body.Written.Length + _pending.Length;
        if (length > limits.BodyBytes)
        {
            Fail(FetchOutcome.TooLarge, $"the response is larger than {limits.BodyBytes} bytes");
        }
        else if (length > _head.Length)
        {
            Fail(FetchOutcome.Malformed, "the body is longer than its Content-Length");
        }
        else
        {
            _body.Append(new ReadOnlySequence<byte>(_pending));
            _pending = [];
            Result = length == _head.Length ? Complete() : null;
        }
    }

    private void ReadChunks()
    {
        var buffer = new ReadOnlySequence<byte>(_pending);
        var status = _chunks.Decode(buffer, _body, out var consumed, out _);
        _pending = buffer.Slice(consumed).ToArray();
        if (status == HeadStatus.Failed)
        {
            var outcome = _chunks.Failure == BodyOutcome.TooLarge ? FetchOutcome.TooLarge : FetchOutcome.Malformed;
            Fail(outcome, "the response's chunks are too large or malformed");
        }
        else if (status == HeadStatus.Complete)
        {
            Result = _pending.Length == 0 ? Complete() : FetchResult.Fail(FetchOutcome.Malformed, "there are bytes after the response");
        }
    }

    private FetchResult Complete() => new(FetchOutcome.Complete, _body.Written.ToArray(), null)
    {
        Status = _head!.Status,
        MediaType = _head.MediaType,
        RetryAfter = _head.RetryAfter,
    };

    private void Fail(FetchOutcome outcome, string detail) =>
        Result = FetchResult.Fail(outcome, detail) with { Status = _head?.Status ?? 0 };
}
