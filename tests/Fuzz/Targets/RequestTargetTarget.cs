using System.Text;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>Request targets: decoded once, free of what hides in encodings, and encoded again they mean the same.</summary>
internal static class RequestTargetTarget
{
    public static void Check(byte[] input)
    {
        if (input.Length == 0 || input.AsSpan().ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            return;
        }
        var head = new RequestHead { Method = "GET" };
        var refused = false;
        Allocations.Bounded(input, () => refused = TargetParser.Parse(input, head) is not null);
        if (refused || head.Path == "*")
        {
            return;
        }
        Violation.Unless(head.Path.StartsWith('/') && !head.Path.Any(char.IsControl), "the path is no path");
        Violation.Unless(head.Path.Count('/') == RawPath(input).Count('/'), "a slash came out of an encoding");
        var path = string.Join('/', head.Path.Split('/').Select(Uri.EscapeDataString));
        var query = string.Join('&', head.Query.Parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        var again = new RequestHead { Method = "GET" };
        var fault = TargetParser.Parse(Encoding.ASCII.GetBytes(query.Length > 0 ? $"{path}?{query}" : path), again);
        Violation.Unless(fault is null, $"encoded again it is refused: {fault}");
        Violation.Unless(again.Path == head.Path, "encoded again the path is another");
        Violation.Unless(
            query.Length == 0 || again.Query.Parameters.SequenceEqual(head.Query.Parameters), "encoded again the query is another");
    }

    private static string RawPath(byte[] input)
    {
        var text = Encoding.ASCII.GetString(input).Split('?')[0];
        if (text.StartsWith('/'))
        {
            return text;
        }
        var slash = text.IndexOf('/', text.IndexOf("://", StringComparison.Ordinal) + 3);
        return slash < 0 ? "/" : text[slash..];
    }
}
