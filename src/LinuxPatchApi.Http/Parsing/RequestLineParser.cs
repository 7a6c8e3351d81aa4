using System.Text;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>Parses a request line: RFC 9112 section 3, with exactly single spaces between the three parts.</summary>
internal static class RequestLineParser
{
    private const int VersionLength = 8;

    /// <summary>Methods that a router may use; CONNECT is not among them. Names are case-sensitive.</summary>
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"];

    /// <summary>Parses a line without its CRLF into <paramref name="head"/>. Null when valid.</summary>
    public static HttpFaultReason? Parse(ReadOnlySpan<byte> line, HttpLimits limits, RequestHead head)
    {
        var methodEnd = line.IndexOf((byte)' ');
        var targetEnd = line.LastIndexOf((byte)' ');
        if (methodEnd <= 0 || methodEnd > limits.MethodBytes || targetEnd <= methodEnd + 1
            || line[..methodEnd].ContainsAnyExcept(CharacterSets.Token))
        {
            return HttpFaultReason.MalformedRequestLine;
        }
        var target = line[(methodEnd + 1)..targetEnd];
        if (target.Length > limits.TargetBytes)
        {
            return HttpFaultReason.TargetTooLong;
        }
        if (target.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            return HttpFaultReason.InvalidTarget;
        }
        head.RawTarget = Encoding.ASCII.GetString(target);
        return ParseVersion(line[(targetEnd + 1)..], head)
            ?? ParseMethod(line[..methodEnd], head)
            ?? TargetParser.Parse(target, head);
    }

    /// <summary>A higher minor version is answered as 1.1 (RFC 9110 section 6.2).</summary>
    private static HttpFaultReason? ParseVersion(ReadOnlySpan<byte> version, RequestHead head)
    {
        if (version.Length != VersionLength || !version.StartsWith("HTTP/"u8) || version[6] != '.'
            || !char.IsAsciiDigit((char)version[5]) || !char.IsAsciiDigit((char)version[7]))
        {
            return HttpFaultReason.MalformedRequestLine;
        }
        head.IsHttp10 = version[7] == '0';
        return version[5] == '1' ? null : HttpFaultReason.UnsupportedVersion;
    }

    private static HttpFaultReason? ParseMethod(ReadOnlySpan<byte> method, RequestHead head)
    {
        foreach (var known in Methods)
        {
            if (Ascii.Equals(method, known))
            {
                head.Method = known;
                return null;
            }
        }
        return HttpFaultReason.UnknownMethod;
    }
}
