using System.Text;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>Field names that decide where a message ends, where it goes or who sent it.</summary>
internal static class FramingFields
{
    /// <summary>RFC 9110 section 6.5.1: what must not be sent as a trailer. Nobody sends one of these but to be taken for a
    /// header.</summary>
    private static readonly string[] ForbiddenTrailers =
    [
        "Content-Length", "Transfer-Encoding", "Host", "Connection", "Trailer", "TE", "Upgrade", "Expect", "Authorization", "Cookie",
        "Content-Type", "Content-Encoding", "Content-Range",
    ];

    /// <summary>True for a trailer that would change framing, routing or credentials if somebody took it for a header.</summary>
    public static bool IsForbiddenTrailer(ReadOnlySpan<byte> name)
    {
        foreach (var forbidden in ForbiddenTrailers)
        {
            if (Ascii.EqualsIgnoreCase(name, forbidden))
            {
                return true;
            }
        }
        return IsLookalike(name);
    }

    /// <summary>Gateways that hand fields on as variables (CGI, WSGI) make one of underscore and hyphen: two framings in one
    /// request.</summary>
    public static bool IsLookalike(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "Content_Length"u8) || Ascii.EqualsIgnoreCase(name, "Transfer_Encoding"u8);
}
