using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>What the administrator wants of a package: the first word of its Status field (dpkg(1), "Package selection states").</summary>
internal enum DpkgWant
{
    Unknown,
    Install,
    Hold,
    Deinstall,
    Purge,
}

/// <summary>The three words of dpkg's Status field.</summary>
/// <param name="ReinstallRequired">The second word: <c>reinstreq</c>, for <c>ok</c> false. The package is damaged and must be installed again.</param>
internal readonly record struct DpkgStatus(DpkgWant Want, bool ReinstallRequired, InstalledState State)
{
    /// <summary>What a record without a Status field says.</summary>
    public static readonly DpkgStatus None = new(DpkgWant.Unknown, ReinstallRequired: false, InstalledState.NotInstalled);

    private static readonly (string Word, DpkgWant Want)[] Wants =
    [
        ("unknown", DpkgWant.Unknown), ("install", DpkgWant.Install), ("hold", DpkgWant.Hold),
        ("deinstall", DpkgWant.Deinstall), ("purge", DpkgWant.Purge),
    ];

    /// <summary>Null for anything that dpkg would not read either: without exactly three known words nothing is known of the package.</summary>
    public static DpkgStatus? Parse(string value)
    {
        if (value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is not [var want, var flag, var state])
        {
            return null;
        }

        var reinstall = Same(flag, "reinstreq");
        var known = Array.FindIndex(Wants, w => Same(w.Word, want));
        return known >= 0 && (reinstall || Same(flag, "ok")) && InstalledStates.Parse(state) is { } parsed
            ? new DpkgStatus(Wants[known].Want, reinstall, parsed)
            : null;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
