using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>The advisory that an update belongs to, when the distribution names one. Pure.</summary>
internal static class AdvisoryIds
{
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Hexadecimal = "0123456789abcdef";

    /// <summary>Of Red Hat, Alma, Rocky and Oracle; S, B or E (security, bug, enhancement) and A follow.</summary>
    private static readonly string[] RedHatFamily = ["RH", "AL", "RL", "EL"];

    /// <summary>Null when no reference holds a known form of advisory id; the package manager's id then stands for the patch.</summary>
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

    /// <summary>0 when none of the known forms begins the text.</summary>
    private static int LengthOf(ReadOnlySpan<char> text)
    {
        var start = new IdScanner(text);
        var length = Math.Max(
            Math.Max(Fedora(start.Word("FEDORA-")), start.Word("USN-").Digits().AnyOf("-").Digits().Length),
            Math.Max(
                start.Word("D").AnyOf("SL").Word("A-").Digits().AnyOf("-").Digits().Length,
                start.Word("SUSE-SU-").Digits(4, 4).AnyOf(":").Digits().AnyOf("-").Digits().Length));
        foreach (var vendor in RedHatFamily)
        {
            length = Math.Max(length, start.Word(vendor).AnyOf("SBE").Word("A-").Digits(4, 4).AnyOf(":-").Digits().Length);
        }

        return length;
    }

    /// <summary>FEDORA-2026-0123abcdef, or with the product first as in FEDORA-EPEL-2026-0123abcdef.</summary>
    private static int Fedora(IdScanner start) => Math.Max(
        start.Digits(4, 4).AnyOf("-").Run(Hexadecimal).Length,
        start.Run(Capitals).AnyOf("-").Digits(4, 4).AnyOf("-").Run(Hexadecimal).Length);
}
