namespace LinuxPatchApi.Packages.Model;

/// <summary>A version that a configured repository offers.</summary>
/// <param name="Id">The package manager's own id; null when the version was read from index files.</param>
internal sealed record AvailablePackage(string? Id, string Name, string Architecture, string Version, string? Repository, string Summary)
{
    /// <summary>Installed size in bytes; null when the index has none.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Size of the package file in bytes; null when the index has none.</summary>
    public long? DownloadBytes { get; init; }

    /// <summary>SHA-256 of the package file in hexadecimal; null when it was not requested or the index has none.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The source package that it is built from; null when it has the same name or is unknown.</summary>
    public string? Source { get; init; }

    /// <summary>The package manager's priority, including the host's preferences; null when unknown.</summary>
    public int? Priority { get; init; }

    public PackageKey Key => new(Name, Architecture);
}
