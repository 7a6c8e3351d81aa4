namespace LinuxPatchApi.Packages.Engines;

/// <summary>One package transaction to simulate or carry out, by the package manager's own ids.</summary>
internal abstract record ChangeSet
{
    internal sealed record Install(IReadOnlyList<string> Ids, bool AllowDowngrade, bool Reinstall) : ChangeSet;

    internal sealed record Update(IReadOnlyList<string> Ids) : ChangeSet;

    /// <summary>
    /// Package files that the agent kept, by absolute path. No signature is required, because apt's package files have none: each was
    /// verified against the signed index when it was downloaded.
    /// </summary>
    internal sealed record InstallFiles(IReadOnlyList<string> Paths) : ChangeSet;

    internal sealed record Remove(IReadOnlyList<string> Ids, bool AllowDependents, bool AutoRemove) : ChangeSet;
}
