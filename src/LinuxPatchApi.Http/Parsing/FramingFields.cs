using System.Text;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>Field names that determine the framing, routing or sender of a message.</summary>
internal static class FramingFields
{
    /// <summary>
    /// Fields that must not be sent as trailers (RFC 9110 section 6.5.1). The only reason to send one is to have it taken for a header.
    /// </summary>
    private static readonly string[] ForbiddenTrailers =
    [
        "Content-Length", "Transfer-Encoding", "Host", "Connection", "Trailer", "TE", "Upgrade", "Expect", "Authorization", "Cookie",
        "Content-Type", "Content-Encoding", "Content-Range",
    ];

    /// <summary>True for a trailer that would change framing, routing or credentials if it were taken for a header.</summary>
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

    /// <summary>
    /// True for a framing field spelled with an underscore. Gateways that pass fields on as variables (CGI, WSGI) map underscore and hyphen
    /// to the same name: two framings in one request.
    /// </summary>
    public static bool IsLookalike(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "Content_Length"u8) || Ascii.EqualsIgnoreCase(name, "Transfer_Encoding"u8);
}
