namespace LinuxPatchApi.Packages.Engines;

/// <summary>One package transaction to be simulated or carried out, by the package manager's own ids.</summary>
internal abstract record ChangeSet
{
    internal sealed record Install(IReadOnlyList<string> Ids, bool AllowDowngrade, bool Reinstall) : ChangeSet;

    internal sealed record Update(IReadOnlyList<string> Ids) : ChangeSet;

    /// <summary>Package files that the agent kept, by absolute path. Without the demand for a signature, which no single file of apt carries:
    /// each was held against the signed index when it was fetched.</summary>
    internal sealed record InstallFiles(IReadOnlyList<string> Paths) : ChangeSet;

    internal sealed record Remove(IReadOnlyList<string> Ids, bool AllowDependents, bool AutoRemove) : ChangeSet;
}
