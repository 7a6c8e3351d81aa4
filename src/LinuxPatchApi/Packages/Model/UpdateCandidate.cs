namespace LinuxPatchApi.Packages.Model;

/// <summary>An update that the package manager offers.</summary>
/// <param name="Id">The package manager's own id, passed back byte for byte.</param>
/// <param name="Kind">Its own word: security, bugfix, enhancement, …</param>
/// <param name="Security">Whether the distribution calls it a security update.</param>
/// <param name="Severity">critical, high, medium, low; or unknown, which is an honest answer.</param>
/// <param name="Held">Under a lock: shown, and left out of plans.</param>
internal sealed record UpdateCandidate(
    string Id,
    string Name,
    string Architecture,
    string Version,
    string? Repository,
    string Summary,
    string Kind,
    bool Security,
    string Severity,
    bool Held)
{
    /// <summary>What keeps it out; null when nothing is known to. One that is blocked is still an update that the host lacks.</summary>
    public Blocked? Blocked { get; init; }

    /// <summary>On disk once installed; null when it is not known.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Of the package file; null when it is not known.</summary>
    public long? DownloadBytes { get; init; }

    public PackageKey Key => new(Name, Architecture);
}
