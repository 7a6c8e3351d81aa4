using System.Globalization;

namespace LinuxPatchApi.ClientView;

/// <summary>Says in words why an agent ended a handshake. Pure.</summary>
internal static class PeerAlert
{
    /// <summary>OpenSSL numbers the alerts of the other side from here on (SSL_AD_REASON_OFFSET, in its library 20).</summary>
    private const string Mark = "error:0A000";
    /// <summary>What to do when the CA is another one.</summary>
    public const string OtherAuthority = "; another CA? name its files with --ca, --cert, --key";

    private const int Offset = 1000;
    private const int UnknownAuthority = 48;
    private const int Digits = 3;

    /// <summary>
    /// Words for an alert by which the agent refuses the client's certificate, with the TLS library's text after them. Null for every other
    /// text.
    /// </summary>
    /// <param name="detail">The TLS library's text: "error:0A000414:SSL routines::sslv3 alert certificate revoked".</param>
    public static string? Words(string detail)
    {
        var start = detail.IndexOf(Mark, StringComparison.Ordinal);
        return start >= 0 && start + Mark.Length + Digits <= detail.Length
            && int.TryParse(
                detail.AsSpan(start + Mark.Length, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && Reason(code - Offset) is { } reason
                ? $"the agent refuses this client's certificate: {reason} ({Plain.Text(detail)})"
                    + (code - Offset == UnknownAuthority ? OtherAuthority : "")
                : null;
    }

    /// <summary>The numbers are those of RFC 8446 section 6.</summary>
    private static string? Reason(int alert) => alert switch
    {
        42 or 46 => "it is damaged or not acceptable there; the agent's journal says why",
        43 => "it is of a kind that the agent does not accept",
        44 => "it is revoked",
        45 => "it has expired, or is not valid yet by the agent's clock",
        UnknownAuthority => "it is not issued by a CA that the agent accepts",
        49 => "it may not connect there",
        116 => "none was sent",
        _ => null,
    };
}
