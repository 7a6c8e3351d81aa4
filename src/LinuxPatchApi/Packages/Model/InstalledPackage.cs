namespace LinuxPatchApi.Packages.Model;

/// <summary>A package of the host's package database.</summary>
internal sealed record InstalledPackage(string Name, string Architecture, string Version)
{
    /// <summary>The one-line summary.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Null when the database has none.</summary>
    public string? Section { get; init; }

    /// <summary>Installed size in bytes; null when the database has none.</summary>
    public long? SizeBytes { get; init; }

    public InstalledState State { get; init; }

    /// <summary>True when the database marks the package as damaged and to be installed again (dpkg's <c>reinstreq</c>).</summary>
    public bool ReinstallRequired { get; init; }

    /// <summary>True when its removal was requested and is not complete.</summary>
    public bool RemovalWanted { get; init; }

    /// <summary>True when the distribution's own lock holds it (dpkg hold, versionlock, IgnorePkg).</summary>
    public bool Held { get; init; }

    /// <summary>The origin of that lock; null when it is in the package database itself.</summary>
    public string? HeldBy { get; init; }

    /// <summary>The origin of a lock or an exclusion that hides its updates, or some of them; null when none does.</summary>
    public string? HiddenBy { get; init; }

    /// <summary>True when they are hidden only if no repository offers the package.</summary>
    public bool IsHiddenUnlessOffered { get; init; }

    /// <summary>Null when unknown.</summary>
    public DateTimeOffset? InstalledAt { get; init; }

    /// <summary>The repository that it came from; null when unknown.</summary>
    public string? Repository { get; init; }

    public PackageKey Key => new(Name, Architecture);

    /// <summary>True when the package's state makes later transactions fail.</summary>
    public bool IsBroken =>
        State is InstalledState.HalfInstalled or InstalledState.Unpacked or InstalledState.HalfConfigured || ReinstallRequired;

    /// <summary>
    /// True when a trigger has yet to run, which dpkg leaves only after an interruption or when told to. Later transactions run it; the
    /// package's own files may be out of date until then, such as an initrd.
    /// </summary>
    public bool AwaitsTriggers => !IsBroken && State is InstalledState.TriggersAwaited or InstalledState.TriggersPending;

    /// <summary>The state as dpkg spells it, such as <c>half-installed, must be installed again</c>.</summary>
    public string StateText => ReinstallRequired ? $"{State.Spelling()}, must be installed again" : State.Spelling();

    /// <summary>Name, version and state, for people: <c>web 1.1-1 (unpacked)</c>.</summary>
    public string DisplayText => $"{Name}{(Version.Length == 0 ? "" : " " + Version)} ({StateText})";
}
