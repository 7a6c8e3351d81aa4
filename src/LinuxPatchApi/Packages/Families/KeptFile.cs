namespace LinuxPatchApi.Packages.Families;

/// <summary>What lies beside a configuration file.</summary>
internal enum KeptKind
{
    /// <summary>The package's new version, which is not in force.</summary>
    Package,

    /// <summary>The host's former version; the package's is in force.</summary>
    Former,

    /// <summary>The package's new version, about which nothing is decided yet.</summary>
    Undecided,
}

/// <summary>What a package manager adds to the name of a configuration file that it does not overwrite.</summary>
internal readonly record struct KeptEnding(string Ending, KeptKind Kind = KeptKind.Package);

/// <summary>A file that the package manager or a script left beside a configuration file.</summary>
/// <param name="Path">As the host names it.</param>
/// <param name="Mark">Another one for another file of that name.</param>
internal sealed record KeptFile(string Path, KeptEnding Ending, string Mark)
{
    /// <summary>What it is, for people.</summary>
    public string Words
    {
        get
        {
            var file = Path[..^Ending.Ending.Length];
            return Ending.Kind switch
            {
                KeptKind.Former => $"the configuration file {file} was replaced by the package's; the former one lies in {Path}",
                KeptKind.Undecided => $"the package's new version of the configuration file {file} lies in {Path} and is not in force",
                _ => $"the configuration file {file} was kept as it is on the host; the package's new version lies in {Path}",
            };
        }
    }
}

/// <summary>Which configuration files the package manager kept or replaced: nobody else tells.</summary>
internal interface IKeptFiles
{
    /// <summary>All that lie beside configuration files of these packages; empty when it cannot be told.</summary>
    IReadOnlyList<KeptFile> Of(IEnumerable<string> packages, CancellationToken cancellationToken);

    /// <summary>Those that the package manager said to have kept, beside those that were found, in words.</summary>
    IEnumerable<string> Said(IReadOnlyList<string> printed, IReadOnlyList<KeptFile> found);

    /// <summary>What is new since, in words, each file once.</summary>
    /// <param name="before">Null when it is not known any more: then all that lies there is told.</param>
    /// <param name="printed">What the package manager printed meanwhile.</param>
    IReadOnlyList<string> Told(IReadOnlyList<KeptFile>? before, IReadOnlyList<KeptFile> after, IReadOnlyList<string> printed)
    {
        var files = after.Where(f => before?.Contains(f) != true).ToList();
        IReadOnlyList<string> all = [.. files.Select(f => f.Words), .. Said(printed, files)];
        return all.Count <= PackageLimits.KeptFilesTold
            ? all
            : [.. all.Take(PackageLimits.KeptFilesTold), $"{all.Count - PackageLimits.KeptFilesTold} more configuration files were kept or replaced"];
    }
}
