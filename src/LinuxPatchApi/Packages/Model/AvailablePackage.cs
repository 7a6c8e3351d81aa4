namespace LinuxPatchApi.Packages.Model;

/// <summary>A version that a configured repository can give.</summary>
/// <param name="Id">The package manager's own id; null when the fact comes from index files.</param>
internal sealed record AvailablePackage(string? Id, string Name, string Architecture, string Version, string? Repository, string Summary)
{
    /// <summary>On disk once installed; null when the index does not say.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Of the package file; null when the index does not say.</summary>
    public long? DownloadBytes { get; init; }

    /// <summary>Of the package file, in hexadecimal; null when it was not asked for or the index does not say.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The source package that it is built from; null when it has the same name, or nobody says.</summary>
    public string? Source { get; init; }

    /// <summary>How the package manager ranks it, the host's preferences included; null when that is not known.</summary>
    public int? Priority { get; init; }

    public PackageKey Key => new(Name, Architecture);
}
