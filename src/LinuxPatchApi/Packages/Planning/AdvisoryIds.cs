using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Finds the advisory of an update, when the distribution names one. Pure.</summary>
internal static class AdvisoryIds
{
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Hexadecimal = "0123456789abcdef";

    /// <summary>Prefixes of Red Hat, Alma, Rocky and Oracle; S, B or E (security, bug, enhancement) and A follow.</summary>
    private static readonly string[] RedHatFamily = ["RH", "AL", "RL", "EL"];

    /// <summary>
    /// Returns null when no reference contains a known form of advisory id; the package manager's id then names the patch.
    /// </summary>
    public static string? Of(UpdateDetail? detail)
    {
        foreach (var url in detail?.AdvisoryUrls ?? [])
        {
            if (FirstIn(url) is { } id)
            {
                return id;
            }
        }

        return null;
    }

    /// <summary>
    /// True when an advisory is about security, by what it refers to: it names a vulnerability, or has a vendor's id for such ones.
    /// </summary>
    public static bool IsSecurity(UpdateDetail detail) => detail.CveUrls.Count > 0
        || detail.Text.Contains("CVE-", StringComparison.Ordinal)
        || (Of(detail) is { } id && id.AsSpan(2).StartsWith("SA-"));

    private static string? FirstIn(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsAsciiLetterUpper(text[at]) && IdScanner.IsBoundary(text, at) && LengthOf(text.AsSpan(at)) is > 0 and var length)
            {
                return text.Substring(at, length);
            }
        }

        return null;
    }

    /// <summary>Returns 0 when the text begins with none of the known forms.</summary>
    private static int LengthOf(ReadOnlySpan<char> text)
    {
        var start = new IdScanner(text);
        var length = Math.Max(
            Math.Max(Fedora(start.Literal("FEDORA-")), start.Literal("USN-").Digits().AnyOf("-").Digits().Length),
            Math.Max(
                start.Literal("D").AnyOf("SL").Literal("A-").Digits().AnyOf("-").Digits().Length,
                start.Literal("SUSE-SU-").Digits(4, 4).AnyOf(":").Digits().AnyOf("-").Digits().Length));
        foreach (var vendor in RedHatFamily)
        {
            length = Math.Max(length, start.Literal(vendor).AnyOf("SBE").Literal("A-").Digits(4, 4).AnyOf(":-").Digits().Length);
        }

        return length;
    }

    /// <summary>Matches FEDORA-2026-0123abcdef, or with the product first FEDORA-EPEL-2026-0123abcdef.</summary>
    private static int Fedora(IdScanner start) => Math.Max(
        start.Digits(4, 4).AnyOf("-").Run(Hexadecimal).Length,
        start.Run(Capitals).AnyOf("-").Digits(4, 4).AnyOf("-").Run(Hexadecimal).Length);
}
