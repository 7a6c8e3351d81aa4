using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>The selection state of a package: the first word of its Status field (dpkg(1), "Package selection states").</summary>
internal enum DpkgWant
{
    Unknown,
    Install,
    Hold,
    Deinstall,
    Purge,
}

/// <summary>The three words of dpkg's Status field.</summary>
/// <param name="ReinstallRequired">
/// The second word: true for <c>reinstreq</c>, false for <c>ok</c>. The package is damaged and must be installed again.
/// </param>
internal readonly record struct DpkgStatus(DpkgWant Want, bool ReinstallRequired, InstalledState State)
{
    /// <summary>The status of a record without a Status field.</summary>
    public static readonly DpkgStatus None = new(DpkgWant.Unknown, ReinstallRequired: false, InstalledState.NotInstalled);

    private static readonly (string WireName, DpkgWant Want)[] Wants =
    [
        ("unknown", DpkgWant.Unknown), ("install", DpkgWant.Install), ("hold", DpkgWant.Hold),
        ("deinstall", DpkgWant.Deinstall), ("purge", DpkgWant.Purge),
    ];

    /// <summary>Returns null unless the field has exactly three words that dpkg knows: dpkg refuses anything else.</summary>
    public static DpkgStatus? Parse(string value)
    {
        if (value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is not [var want, var flag, var state])
        {
            return null;
        }

        var reinstall = Same(flag, "reinstreq");
        var known = Array.FindIndex(Wants, w => Same(w.WireName, want));
        return known >= 0 && (reinstall || Same(flag, "ok")) && InstalledStates.Parse(state) is { } parsed
            ? new DpkgStatus(Wants[known].Want, reinstall, parsed)
            : null;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
