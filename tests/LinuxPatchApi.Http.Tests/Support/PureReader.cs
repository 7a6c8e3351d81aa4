using System.Buffers;
using System.Text;
using LinuxPatchApi.Http.Bodies;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>The parser and body decoder without a connection: bytes in, results out, however the bytes are split.</summary>
internal sealed class PureReader
{
    private readonly HttpLimits _limits;
    private readonly HeadParser _parser;
    private readonly List<string> _verdicts = [];
    private readonly List<ReadRequest> _requests = [];
    private ChunkedDecoder? _chunks;
    private PooledBody _body = new();
    private byte[] _rest = [];
    private bool _inBody;
    private bool _over;

    public PureReader(HttpLimits? limits = null)
    {
        _limits = limits ?? new HttpLimits();
        _parser = new HeadParser(_limits);
    }

    /// <summary>The complete and valid requests.</summary>
    public IReadOnlyList<ReadRequest> Requests => _requests;

    /// <summary>Why reading ended; null when all bytes were valid.</summary>
    public HttpFaultReason? Refusal { get; private set; }

    public static IReadOnlyList<string> Read(HttpLimits? limits, params ReadOnlySpan<byte[]> pieces)
    {
        var reader = new PureReader(limits);
        foreach (var piece in pieces)
        {
            reader.Feed(piece);
        }
        return reader.End();
    }

    public void Feed(byte[] more)
    {
        var sequence = Segments.Of(_rest, more);
        while (!_over)
        {
            var before = sequence.Length;
            var status = _inBody ? ReadBody(ref sequence) : ReadHead(ref sequence);
            Assert.True(sequence.Length <= before);
            if (status == HeadStatus.NeedMore)
            {
                break;
            }
        }
        _rest = sequence.ToArray();
    }

    public IReadOnlyList<string> End()
    {
        if (!_over && (_inBody || !_parser.IsAtStart || _rest.Length > 0))
        {
            _verdicts.Add("incomplete");
            Refusal = HttpFaultReason.IncompleteRequest;
        }
        return _verdicts;
    }

    private HeadStatus ReadHead(ref ReadOnlySequence<byte> sequence)
    {
        var status = _parser.Parse(sequence, out var consumed, out var examined);
        Assert.True(sequence.Slice(consumed).Length >= sequence.Slice(examined).Length);
        sequence = sequence.Slice(consumed);
        if (status == HeadStatus.Failed)
        {
            return Fault(_parser.Fault);
        }
        if (status == HeadStatus.Complete)
        {
            if (_parser.Head.Body.Length > _limits.BodyBytes)
            {
                return Fault(HttpFaultReason.BodyTooLarge);
            }
            _inBody = true;
            _chunks = _parser.Head.Body.Kind == BodyKind.Chunked ? new ChunkedDecoder(_limits) : null;
            _body = new PooledBody();
        }
        return status;
    }

    private HeadStatus ReadBody(ref ReadOnlySequence<byte> sequence)
    {
        HeadStatus status;
        if (_chunks is null)
        {
            var take = Math.Min(_parser.Head.Body.Length - _body.Written.Length, sequence.Length);
            _body.Append(sequence.Slice(0, take));
            sequence = sequence.Slice(take);
            status = _body.Written.Length == _parser.Head.Body.Length ? HeadStatus.Complete : HeadStatus.NeedMore;
        }
        else
        {
            status = _chunks.Decode(sequence, _body, out var consumed, out _);
            sequence = sequence.Slice(consumed);
        }
        if (status == HeadStatus.Failed)
        {
            return Fault(_chunks!.Failure switch
            {
                BodyOutcome.TooLarge => HttpFaultReason.BodyTooLarge,
                BodyOutcome.TrailersTooLarge => HttpFaultReason.HeadersTooLarge,
                _ => HttpFaultReason.MalformedChunk,
            });
        }
        if (status == HeadStatus.Complete)
        {
            var head = _parser.Head;
            var text = Encoding.Latin1.GetString(_body.Written.Span).Replace("\r", "\\r").Replace("\n", "\\n");
            _verdicts.Add($"{head.Method} {head.Path} body={text}{(head.KeepAlive ? "" : " close")}");
            _requests.Add(ReadRequest.Of(head, _body.Written.Span));
            _over = !head.KeepAlive;
            _inBody = false;
            _body.Dispose();
            _parser.Reset();
        }
        return status;
    }

    private HeadStatus Fault(HttpFaultReason reason)
    {
        _verdicts.Add($"fault {reason}");
        _over = true;
        Refusal = reason;
        return HeadStatus.NeedMore;
    }
}
