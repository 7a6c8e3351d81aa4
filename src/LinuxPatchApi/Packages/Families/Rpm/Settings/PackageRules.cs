namespace LinuxPatchApi.Packages.Families.Rpm.Settings;

/// <summary>
/// Which packages dnf's settings hide, of one repository or of all: those that <c>excludepkgs</c> lists, or its other name
/// <c>exclude</c>, and those that <c>includepkgs</c> does not, where it is set. The first counts more (dnf.conf(5)). Each further value
/// adds; an empty one, or a comma in front, takes back what was said before.
/// </summary>
internal sealed class PackageRules
{
    private readonly List<(string Entry, string Origin)> _excluded = [];
    private readonly List<string> _included = [];
    private string? _including;

    public void Add(string key, string value, string origin)
    {
        if (key is "excludepkgs" or "exclude")
        {
            if (IniFile.Clears(value))
            {
                _excluded.Clear();
            }

            _excluded.AddRange(IniFile.Elements(value).Select(entry => (entry, $"excludepkgs {origin}")));
        }
        else if (key == "includepkgs")
        {
            if (IniFile.Clears(value))
            {
                _included.Clear();
            }

            _included.AddRange(IniFile.Elements(value));
            _including = _included.Count > 0 ? $"includepkgs {origin}" : null;
        }
    }

    /// <summary>Returns the setting that hides a package by naming it; null when none does.</summary>
    public string? Excluding(string name, string architecture) =>
        _excluded.Find(e => VersionLock.Names(e.Entry, name, architecture)).Origin;

    /// <summary>Returns the setting that hides a package; null when none does.</summary>
    public string? Hiding(string name, string architecture) => Excluding(name, architecture)
        ?? (_included.Exists(e => VersionLock.Names(e, name, architecture)) ? null : _including);
}
