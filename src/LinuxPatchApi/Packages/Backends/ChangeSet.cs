namespace LinuxPatchApi.Packages.Backends;

/// <summary>One package transaction to be simulated or carried out, by the package manager's own ids.</summary>
internal abstract record ChangeSet
{
    internal sealed record Install(IReadOnlyList<string> Ids, bool AllowDowngrade, bool Reinstall) : ChangeSet;

    internal sealed record Update(IReadOnlyList<string> Ids) : ChangeSet;

    internal sealed record Remove(IReadOnlyList<string> Ids, bool AllowDependents, bool AutoRemove) : ChangeSet;
}
