using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>The parsed content of one request, in a form that other parsers' results can be converted to.</summary>
internal sealed record ReadRequest(string Method, string Target, string Fields, string Body)
{
    public static ReadRequest Of(RequestHead head, ReadOnlySpan<byte> body)
    {
        var fields = Enumerable.Range(0, head.Headers.Count).Select(i => (head.Headers.NameAt(i), head.Headers.ValueAt(i)));
        return new(head.Method, head.RawTarget, Join(fields), Convert.ToHexStringLower(body));
    }

    /// <summary>Names in lower case, values unchanged.</summary>
    public static string Join(IEnumerable<(string Name, string Value)> fields) =>
        string.Join('\n', fields.Select(field => $"{field.Name.ToLowerInvariant()}: {field.Value}"));
}
