using System.Buffers;
using System.Text;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Parsing;
using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>Request heads: no exception, the same verdict however they arrive, and what was read can be written and read again.</summary>
internal static class HeadTarget
{
    private static readonly HttpLimits Limits = new();

    public static void Check(byte[] input)
    {
        var whole = "";
        Allocations.Bounded(input, () => whole = Read(new ReadOnlySequence<byte>(input)));
        foreach (var cut in Segments.Cuts(input))
        {
            Violation.Unless(Read(input.AsMemory(0, cut), input.AsMemory(cut)) == whole, $"cut at {cut} it reads differently");
        }
        if (whole.StartsWith("good", StringComparison.Ordinal))
        {
            var text = whole[(whole.IndexOf('\n') + 1)..].Replace("\n", "\r\n", StringComparison.Ordinal);
            var again = Read(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(text)));
            Violation.Unless(again == whole, "written again it reads differently");
        }
    }

    private static string Read(ReadOnlySequence<byte> bytes)
    {
        var parser = new HeadParser(Limits);
        var status = Step(parser, bytes, out _);
        return Describe(parser, status);
    }

    private static string Read(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        var parser = new HeadParser(Limits);
        var status = Step(parser, new ReadOnlySequence<byte>(first), out var consumed);
        if (status == HeadStatus.NeedMore)
        {
            status = Step(parser, Segments.Of(first[(int)consumed..], second), out _);
        }
        return Describe(parser, status);
    }

    private static HeadStatus Step(HeadParser parser, in ReadOnlySequence<byte> bytes, out long consumed)
    {
        var status = parser.Parse(bytes, out var behind, out var examined);
        consumed = bytes.Slice(0, behind).Length;
        Violation.Unless(consumed <= bytes.Slice(0, examined).Length, "more was consumed than examined");
        Violation.Unless(
            status != HeadStatus.NeedMore || bytes.Slice(examined).IsEmpty, "it wants more although it has not seen everything");
        return status;
    }

    private static string Describe(HeadParser parser, HeadStatus status)
    {
        if (status != HeadStatus.Complete)
        {
            return status == HeadStatus.Failed ? $"fault {parser.Fault}" : "more";
        }
        var head = parser.Head;
        Violation.Unless(head.Path == "*" || head.Path.StartsWith('/'), "the path does not begin with a slash");
        Violation.Unless(!head.Path.Any(char.IsControl), "the path has a control character");
        Violation.Unless(!head.Path.Split('/').Any(segment => segment is "." or ".."), "the path has a dot segment");
        var text = new StringBuilder($"good {head.Path} {head.Body} {head.KeepAlive} {head.ExpectsContinue} ");
        text.Append($"{head.Query.Parameters.Count}\n");
        text.Append($"{head.Method} {head.RawTarget} HTTP/1.{(head.IsHttp10 ? 0 : 1)}\n");
        for (var i = 0; i < head.Headers.Count; i++)
        {
            text.Append($"{head.Headers.NameAt(i)}: {head.Headers.ValueAt(i)}\n");
        }
        return text.Append('\n').ToString();
    }
}
