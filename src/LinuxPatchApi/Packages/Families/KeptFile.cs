namespace LinuxPatchApi.Packages.Families;

/// <summary>What a file beside a configuration file contains.</summary>
internal enum KeptKind
{
    /// <summary>The package's new version, which is not in force.</summary>
    Package,

    /// <summary>The host's previous version; the package's is in force.</summary>
    Previous,

    /// <summary>The package's new version, before the package manager has decided which one to use.</summary>
    Undecided,

    /// <summary>The host's version of a file that the package does not have any more, or that went with its package.</summary>
    Gone,

    /// <summary>No file: a place that was not searched to its end, so that some may lie there.</summary>
    Unsearched,
}

/// <summary>The ending that a package manager appends to the name of a configuration file that it does not overwrite.</summary>
internal readonly record struct KeptEnding(string Ending, KeptKind Kind = KeptKind.Package);

/// <summary>A file that the package manager or a script left beside a configuration file.</summary>
/// <param name="Path">As the host names it.</param>
/// <param name="Mark">Differs for another file of the same name.</param>
internal sealed record KeptFile(string Path, KeptEnding Ending, string Mark)
{
    /// <summary>Stands for a place that was not searched to its end.</summary>
    /// <param name="why">As a clause.</param>
    public static KeptFile NotSearched(string place, string why) => new(place, new KeptEnding("", KeptKind.Unsearched), why);

    /// <summary>What it is, for people.</summary>
    public string Text
    {
        get
        {
            if (Ending.Kind == KeptKind.Unsearched)
            {
                return $"{Path} was not searched to its end, so that configuration files may have been kept there: {Mark}";
            }

            var file = Path[..^Ending.Ending.Length];
            return Ending.Kind switch
            {
                KeptKind.Previous => $"the configuration file {file} was replaced by the package's; the former one lies in {Path}",
                KeptKind.Gone => $"the configuration file {file} is not the package's any more and was taken away; "
                    + $"the host's version lies in {Path}",
                KeptKind.Undecided => $"the package's new version of the configuration file {file} lies in {Path} and is not in force",
                _ => $"the configuration file {file} was kept as it is on the host; the package's new version lies in {Path}",
            };
        }
    }
}

/// <summary>Finds the configuration files that the package manager kept or replaced; the engine does not report them.</summary>
internal interface IKeptFiles
{
    /// <summary>Returns all files beside configuration files of these packages; empty when these cannot be read.</summary>
    IReadOnlyList<KeptFile> Of(IEnumerable<string> packages, CancellationToken cancellationToken) => Of(packages, [], cancellationToken);

    /// <param name="also">Configuration files that were the packages' before the change (<see cref="Watched"/>).</param>
    IReadOnlyList<KeptFile> Of(IEnumerable<string> packages, IReadOnlyList<string> also, CancellationToken cancellationToken);

    /// <summary>Returns the present configuration files of these packages: a change may drop one and rename the host's version.</summary>
    IReadOnlyList<string> Watched(IEnumerable<string> packages, CancellationToken cancellationToken) => [];

    /// <summary>Returns, for people, the files that the package manager printed as kept and that were not found.</summary>
    IEnumerable<string> FromOutput(IReadOnlyList<string> printed, IReadOnlyList<KeptFile> found);

    /// <summary>Returns what is new since <paramref name="before"/>, for people, each file once.</summary>
    /// <param name="before">Null when it is no longer known: then all files are reported.</param>
    /// <param name="printed">What the package manager printed meanwhile.</param>
    IReadOnlyList<string> Report(IReadOnlyList<KeptFile>? before, IReadOnlyList<KeptFile> after, IReadOnlyList<string> printed)
    {
        var files = after.Where(f => f.Ending.Kind == KeptKind.Unsearched || before?.Contains(f) != true)
            .OrderBy(f => f.Ending.Kind == KeptKind.Unsearched ? 0 : 1).ToList();
        IReadOnlyList<string> all = [.. files.Select(f => f.Text), .. FromOutput(printed, files)];
        var more = all.Count - PackageLimits.KeptFilesReported;
        return more <= 0 ? all : [.. all.Take(PackageLimits.KeptFilesReported), $"{more} more configuration files were kept or replaced"];
    }
}
