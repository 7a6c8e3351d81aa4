using System.Net;
using System.Text;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Http.Messages;

/// <summary>
/// Detects requests made by foreign web pages. A browser sends the client certificate with every request that any page makes, so the
/// certificate proves whose browser it is, not who made the request. Pure.
/// </summary>
public static class RequestOrigin
{
    private const string OriginField = "Origin";
    private const string SiteField = "Sec-Fetch-Site";
    private const int HttpPort = 80;
    private const int HttpsPort = 443;

    /// <summary>
    /// True when Origin (RFC 6454) is anything but one origin that names the called host, or Sec-Fetch-Site (W3C Fetch Metadata) names
    /// another site. Programs send neither, or their own origin (python3-websocket does).
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="isWatch">
    /// True when the request opens a stream that only reports. Then <c>http:</c> without a port matches a host called on 443, because
    /// python3-websocket sends <c>http:</c> for any host and omits the default port; a browser on such a page sends cross-site as well.
    /// Refused for changes, because a browser too old to send that may be on a page loaded over plain HTTP.
    /// </param>
    public static bool IsForeign(HttpRequest request, bool isWatch = false)
    {
        var headers = request.Headers;
        var origins = headers.CountOf(OriginField);
        if (origins > 1 || (origins == 1 && !IsCalledHost(headers.Get(OriginField)!, headers.Get("Host"), isWatch)))
        {
            return true;
        }
        // Repeated lines are joined with a comma and match neither value. Browsers send lower case.
        return headers.Get(SiteField) is not (null or "same-origin" or "none");
    }

    /// <summary>
    /// True when the origin is the called host. <c>http:</c> on the same port is accepted: this server is what listens there, so no page
    /// can come from it.
    /// </summary>
    /// <param name="origin">Value of the Origin field.</param>
    /// <param name="host">Validated value of the Host field; null when an HTTP/1.0 request has none.</param>
    /// <param name="isWatch">As in <see cref="IsForeign"/>.</param>
    internal static bool IsCalledHost(string origin, string? host, bool isWatch = false)
    {
        var port = origin.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? HttpsPort
            : origin.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? isWatch ? HttpsPort : HttpPort : 0;
        if (port == 0 || host is null)
        {
            return false;
        }
        var authority = origin[(origin.IndexOf("://", StringComparison.Ordinal) + 3)..];
        if (!HostParser.IsValid(Encoding.Latin1.GetBytes(authority)))
        {
            return false;
        }
        var (originName, originPort) = Split(authority, port);
        var (hostName, hostPort) = Split(host, HttpsPort);
        return originPort == hostPort && IsSameName(originName, hostName);
    }

    private static (string Name, int Port) Split(string authority, int defaultPort)
    {
        var colon = authority.LastIndexOf(':');
        return colon <= authority.LastIndexOf(']') ? (authority, defaultPort)
            : (authority[..colon], int.Parse(authority.AsSpan(colon + 1), provider: null));
    }

    /// <summary>IPv6 literals have several spellings; browsers send the shortest, other clients what was typed.</summary>
    private static bool IsSameName(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase)
        || (one.StartsWith('[') && other.StartsWith('[')
            && IPAddress.TryParse(one, out var a) && IPAddress.TryParse(other, out var b) && a.Equals(b));
}
