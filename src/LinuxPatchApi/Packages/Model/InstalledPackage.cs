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

    /// <summary>The package database says that it is damaged and must be installed again (dpkg's <c>reinstreq</c>).</summary>
    public bool ReinstallRequired { get; init; }

    /// <summary>Somebody asked for its removal, which is not done, or was interrupted.</summary>
    public bool RemovalWanted { get; init; }

    /// <summary>Under the distribution's own lock (dpkg hold, versionlock, IgnorePkg).</summary>
    public bool Held { get; init; }

    /// <summary>Null when the database does not say.</summary>
    public DateTimeOffset? InstalledAt { get; init; }

    /// <summary>Where it came from; null when unknown.</summary>
    public string? Repository { get; init; }

    public PackageKey Key => new(Name, Architecture);

    /// <summary>Whether the package's state keeps later transactions from succeeding.</summary>
    public bool IsBroken => State is InstalledState.HalfInstalled or InstalledState.Unpacked or InstalledState.HalfConfigured || ReinstallRequired;

    /// <summary>dpkg's own words for the state, such as <c>half-installed, must be installed again</c>.</summary>
    public string StateText => ReinstallRequired ? $"{State.Word()}, must be installed again" : State.Word();

    /// <summary>Name, version and state, for people: <c>web 1.1-1 (unpacked)</c>.</summary>
    public string Told => $"{Name}{(Version.Length == 0 ? "" : " " + Version)} ({StateText})";
}
