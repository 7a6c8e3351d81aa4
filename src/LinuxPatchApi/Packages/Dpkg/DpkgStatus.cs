using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Dpkg;

/// <summary>Reads a paragraph of dpkg's status file (dpkg(1), "INFORMATION ABOUT PACKAGES"). Pure.</summary>
internal static class DpkgStatus
{
    /// <summary>Null for what is not installed: no version on the disk, or only configuration files left.</summary>
    public static InstalledPackage? Parse(ControlParagraph paragraph)
    {
        var words = paragraph.First("Status"u8)?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var want, _, var state] || ParseState(state) is not { } installed)
        {
            return null;
        }

        if (paragraph.First("Package"u8) is not { } name || paragraph.First("Version"u8) is not { } version)
        {
            return null;
        }

        return new InstalledPackage(name, string.Intern(paragraph.First("Architecture"u8) ?? ""), version)
        {
            Summary = paragraph.First("Description"u8) ?? "",
            Section = paragraph.First("Section"u8) is { } section ? string.Intern(section) : null,
            SizeBytes = long.TryParse(paragraph.First("Installed-Size"u8), out var kibibytes) ? kibibytes * 1024 : null,
            State = installed,
            Held = want == "hold",
        };
    }

    private static InstalledState? ParseState(string word) => word switch
    {
        "installed" => InstalledState.Installed,
        "half-installed" => InstalledState.HalfInstalled,
        "unpacked" => InstalledState.Unpacked,
        "half-configured" => InstalledState.HalfConfigured,
        "triggers-awaited" or "triggers-pending" => InstalledState.TriggersPending,
        _ => null,
    };
}
