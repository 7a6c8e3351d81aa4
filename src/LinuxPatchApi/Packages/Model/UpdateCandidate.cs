namespace LinuxPatchApi.Packages.Model;

/// <summary>An update that the package manager offers.</summary>
/// <param name="Id">The package manager's own id, passed back byte for byte.</param>
/// <param name="Kind">As the package manager names it: security, bugfix, enhancement, …</param>
/// <param name="Security">True when the distribution marks it as a security update.</param>
/// <param name="Severity">One of <see cref="Severities.All"/>; the worst that is known of several fixes.</param>
/// <param name="Held">True when a lock holds the package: the update is listed, and left out of plans.</param>
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
    /// <summary>What keeps it out; null when nothing is known to. A blocked update is still one that the host lacks.</summary>
    public Blocked? Blocked { get; init; }

    /// <summary>True when it contains a fix of unknown severity, which may be worse than <see cref="Severity"/>.</summary>
    public bool MayBeWorse { get; init; }

    /// <summary>Versions with security fixes that the host lacks and that this one has overtaken; empty for none.</summary>
    public IReadOnlyList<string> OvertakenFixes { get; init; } = [];

    /// <summary>With overtaken fixes: the severity of the update's own fix, by the engine; null when it is none itself.</summary>
    public string? OwnSeverity { get; init; }

    /// <summary>Installed size in bytes; null when unknown.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Size of the package file in bytes; null when unknown.</summary>
    public long? DownloadBytes { get; init; }

    /// <summary>False for an id that the package manager does not know: it does not offer the version.</summary>
    public bool IsOffered { get; init; } = true;

    /// <summary>False for one that the package manager's own list, a solution, leaves out: no plan of all updates has it.</summary>
    public bool IsListed { get; init; } = true;

    public PackageKey Key => new(Name, Architecture);
}
