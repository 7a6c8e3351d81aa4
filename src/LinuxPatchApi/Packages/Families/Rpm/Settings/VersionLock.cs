namespace LinuxPatchApi.Packages.Families.Rpm.Settings;

/// <summary>Parses dnf's lists of locked packages. Pure.</summary>
internal static class VersionLock
{
    /// <summary>
    /// True when an entry of versionlock.list or excludepkgs names a package: by name, with the architecture, or with the version as dnf's
    /// plugin writes it (<c>web-0:1.0-1.*</c>). Versions are not compared: a lock to another version, or against one (<c>!</c>), is a hold
    /// too, until it is lifted or a client sets <c>force</c>.
    /// </summary>
    public static bool Names(string entry, string name, string architecture)
    {
        var exact = entry.StartsWith('!') ? entry[1..] : entry;
        if (ShellPattern.Matches(exact, name) || ShellPattern.Matches(exact, $"{name}.{architecture}"))
        {
            return true;
        }

        // name-[epoch:]version-release[.architecture], or without a release. Neither version nor release has a hyphen, not even in a set.
        var last = exact.LastIndexOf('-');
        var before = last > 0 ? exact.LastIndexOf('-', last - 1) : -1;
        return IsVersioned(exact, before, name) || IsVersioned(exact, last, name);
    }

    /// <summary>Returns the entries of versionlock.list, as dnf's plugin reads them.</summary>
    public static IEnumerable<string> Entries(IEnumerable<string> lines) => lines.Where(l => l.Length > 0 && l[0] != '#');

    private static bool IsVersioned(string pattern, int dash, string name) => dash > 0 && dash + 1 < pattern.Length
        && (char.IsAsciiDigit(pattern[dash + 1]) || pattern[dash + 1] is '*' or '?' or '[' || pattern.IndexOf(':', dash) > 0)
            && ShellPattern.Matches(pattern[..dash], name);
}
