namespace LinuxPatchApi.Packages.Families;

/// <summary>What a package manager adds to the name of a configuration file that it does not overwrite.</summary>
/// <param name="Former">True where the host's former version lies under that name and the package's is in force; false where the package's new one
/// lies there.</param>
internal readonly record struct KeptEnding(string Ending, bool Former = false);

/// <summary>A file that the package manager or a script left beside a configuration file.</summary>
/// <param name="Path">As the host names it.</param>
/// <param name="Mark">Another one for another file of that name.</param>
internal sealed record KeptFile(string Path, string Mark)
{
    /// <summary>What it is, for people; the endings of all families differ.</summary>
    public string Words
    {
        get
        {
            var ending = FamilyTable.All.SelectMany(f => f.KeptEndings).FirstOrDefault(e => Path.EndsWith(e.Ending, StringComparison.Ordinal));
            var file = Path[..^(ending.Ending?.Length ?? 0)];
            return ending.Former ? $"the configuration file {file} was replaced by the package's; the former one lies in {Path}"
                : Path.EndsWith(".dpkg-new", StringComparison.Ordinal) ? $"the package's new version of the configuration file {file} lies in {Path} and is not in force"
                : $"the configuration file {file} was kept as it is on the host; the package's new version lies in {Path}";
        }
    }
}
