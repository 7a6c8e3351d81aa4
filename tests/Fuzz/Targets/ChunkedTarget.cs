using System.Buffers;
using System.Text;
using LinuxPatchApi.Http.Bodies;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Parsing;
using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>Chunked bodies: no exception, never more out than in, the same however they arrive, and in one chunk still the same.</summary>
internal static class ChunkedTarget
{
    private static readonly HttpLimits Limits = new();

    public static void Check(byte[] input)
    {
        (HeadStatus Status, byte[] Body) whole = (HeadStatus.NeedMore, []);
        Allocations.Bounded(input, () => whole = Read([input]));
        Violation.Unless(whole.Body.Length <= input.Length, "more came out than went in");
        foreach (var cut in Segments.Cuts(input))
        {
            var (status, body) = Read([input.AsMemory(0, cut), input.AsMemory(cut)]);
            Violation.Unless(status == whole.Status, $"cut at {cut} it is {status} instead of {whole.Status}");
            Violation.Unless(status == HeadStatus.Failed || body.AsSpan().SequenceEqual(whole.Body), $"cut at {cut} the body is another");
        }
        if (whole.Status == HeadStatus.Complete)
        {
            var size = whole.Body.Length == 0 ? "" : $"{whole.Body.Length:x}\r\n";
            byte[] again = [.. Encoding.ASCII.GetBytes(size), .. whole.Body, .. whole.Body.Length == 0 ? ""u8 : "\r\n"u8, .. "0\r\n\r\n"u8];
            var (status, body) = Read([again]);
            Violation.Unless(status == HeadStatus.Complete && body.AsSpan().SequenceEqual(whole.Body), "in one chunk it reads differently");
        }
    }

    private static (HeadStatus Status, byte[] Body) Read(ReadOnlySpan<ReadOnlyMemory<byte>> pieces)
    {
        var decoder = new ChunkedDecoder(Limits);
        using var sink = new PooledBody();
        ReadOnlyMemory<byte> rest = default;
        var status = HeadStatus.NeedMore;
        foreach (var piece in pieces)
        {
            var sequence = rest.IsEmpty ? new ReadOnlySequence<byte>(piece) : Segments.Of(rest, piece);
            status = decoder.Decode(sequence, sink, out var consumed, out var examined);
            Violation.Unless(sequence.Slice(0, consumed).Length <= sequence.Slice(0, examined).Length, "more was consumed than examined");
            if (status != HeadStatus.NeedMore)
            {
                break;
            }
            rest = sequence.Slice(consumed).ToArray();
        }
        return (status, sink.Written.ToArray());
    }
}
