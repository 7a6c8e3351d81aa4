namespace LinuxPatchApi.Packages.Model;

/// <summary>A package as the host's package database has it.</summary>
internal sealed record InstalledPackage(string Name, string Architecture, string Version)
{
    /// <summary>The one-line summary.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Null when the database does not say.</summary>
    public string? Section { get; init; }

    /// <summary>Bytes on disk; null when the database does not say.</summary>
    public long? SizeBytes { get; init; }

    public InstalledState State { get; init; }

    /// <summary>Under the distribution's own lock (dpkg hold, versionlock, IgnorePkg).</summary>
    public bool Held { get; init; }

    /// <summary>Null when the database does not say.</summary>
    public DateTimeOffset? InstalledAt { get; init; }

    /// <summary>Where it came from; null when unknown.</summary>
    public string? Repository { get; init; }

    public PackageKey Key => new(Name, Architecture);

    /// <summary>Whether the package's state keeps later transactions from succeeding.</summary>
    public bool IsBroken => State is InstalledState.HalfInstalled or InstalledState.Unpacked or InstalledState.HalfConfigured;
}
