using System.Text;
using LinuxPatchApi.Http.Faults;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>
/// Parses a request target: RFC 9112 section 3.2, origin form, absolute form, and asterisk form for OPTIONS. Authority form belongs to
/// CONNECT only.
/// </summary>
internal static class TargetParser
{
    /// <summary>Parses a target of visible ASCII into path, query and authority. Null when valid.</summary>
    public static HttpFaultReason? Parse(ReadOnlySpan<byte> target, RequestHead head)
    {
        if (target[0] == '/')
        {
            return ParseOrigin(target, head);
        }
        if (target is [(byte)'*'])
        {
            head.Path = "*";
            return head.Method == "OPTIONS" ? null : HttpFaultReason.InvalidTarget;
        }
        return ParseAbsolute(target, head);
    }

    private static HttpFaultReason? ParseOrigin(ReadOnlySpan<byte> target, RequestHead head)
    {
        var question = target.IndexOf((byte)'?');
        var path = question < 0 ? target : target[..question];
        var query = question < 0 ? [] : target[(question + 1)..];
        if (path.ContainsAnyExcept(CharacterSets.Path) || query.ContainsAnyExcept(CharacterSets.Query))
        {
            return HttpFaultReason.InvalidTarget;
        }
        if (PercentDecoder.Decode(path, PercentDecoder.Place.Path, out var fault) is not { } decoded
            || QueryString.Parse(query, out fault) is not { } parameters)
        {
            return fault;
        }
        head.Path = decoded;
        head.Query = parameters;
        return null;
    }

    private static HttpFaultReason? ParseAbsolute(ReadOnlySpan<byte> target, RequestHead head)
    {
        var schemeLength = StartsWithIgnoreCase(target, "https://"u8) ? 8 : StartsWithIgnoreCase(target, "http://"u8) ? 7 : 0;
        if (schemeLength == 0)
        {
            return HttpFaultReason.InvalidTarget;
        }
        var rest = target[schemeLength..];
        var end = rest.IndexOfAny((byte)'/', (byte)'?');
        var authority = end < 0 ? rest : rest[..end];
        if (!HostParser.IsValid(authority))
        {
            return HttpFaultReason.InvalidTarget;
        }
        head.Authority = Encoding.ASCII.GetString(authority);
        if (end >= 0 && rest[end] == '/')
        {
            return ParseOrigin(rest[end..], head);
        }
        // RFC 3986 section 6.2.3: an empty path is "/".
        byte[] completed = [(byte)'/', .. end < 0 ? [] : rest[end..]];
        return ParseOrigin(completed, head);
    }

    private static bool StartsWithIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) =>
        text.Length >= prefix.Length && Ascii.EqualsIgnoreCase(text[..prefix.Length], prefix);
}
