using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Store;

namespace LinuxPatchApi.Operations.Steps;

/// <summary>The changes that undo a finished job, or why there are none. Pure.</summary>
/// <param name="Undo">The changes that undo it.</param>
/// <param name="Reasons">Why it is impossible; empty when it is possible.</param>
internal sealed record UndoPlan(IReadOnlyList<PackageChange> Undo, IReadOnlyList<string> Reasons)
{
    public bool IsPossible => Reasons.Count == 0;

    /// <summary>Why it is not known now whether it is possible; null when it is known.</summary>
    public PackageFailure? Unknown { get; init; }

    /// <param name="job">The job to undo.</param>
    /// <param name="installed">The current installed set.</param>
    /// <param name="source">Returns where the previous version of a change is available.</param>
    /// <param name="policy">The policy of the kind of job.</param>
    /// <param name="undo">The latest job that was to undo it; null when there is none.</param>
    public static UndoPlan Of(
        Job job, UndoPolicy policy, InstalledInventory installed, Func<PackageChange, PreviousSource> source, Job? undo = null)
    {
        if (policy.WhyNot is { } never)
        {
            return Impossible(never);
        }

        if (!job.IsTerminal)
        {
            return Impossible("the job has not ended");
        }

        if (job.VerdictOutstanding)
        {
            return Impossible("what the job changed is not known yet");
        }

        var applied = job.Changes.Where(c => c.Action != ChangeAction.Reinstall
            && (c.Outcome == ChangeOutcome.Applied || IsPartlyDone(c, installed)
                || (policy.RestoresLost && IsLost(c, installed)))).ToList();
        if (applied.Count == 0)
        {
            return Impossible(policy.Nothing);
        }

        var undone = applied.Where(c => IsUndone(c, undo, installed)).ToList();
        List<string> reasons = undone.Count == applied.Count ? [$"job {undo!.Id} has already undone it"]
            :
            [
                .. undone.Select(c => $"{c.Name}: job {undo!.Id} has already undone it"),
                .. applied.Except(undone).Select(c => Obstacle(c, installed, source)).OfType<string>(),
            ];
        return new UndoPlan([.. applied.Select(Reverse)], reasons);
    }

    public static PackageChange Reverse(PackageChange change) => new(
        change.Name,
        change.Architecture,
        change switch
        {
            { FromVersion: null } => ChangeAction.Remove,
            { ToVersion: null } => ChangeAction.Install,
            { Action: ChangeAction.Downgrade } => ChangeAction.Upgrade,
            _ => ChangeAction.Downgrade,
        },
        change.ToVersion,
        change.FromVersion,
        ChangeOutcome.Planned,
        null);

    private static UndoPlan Impossible(string reason) => new([], [reason]);

    /// <summary>
    /// True for a package in neither its previous nor its planned state, a half-configured one for instance: it is undone too.
    /// </summary>
    private static bool IsPartlyDone(PackageChange change, InstalledInventory installed) =>
        change is { Outcome: ChangeOutcome.Different, ToVersion: not null }
        && installed.Predecessor(new PackageKey(change.Name, change.Architecture)) is { } now
        && (now.IsBroken || now.Version != change.FromVersion);

    /// <summary>True for a package that a repair removed although nobody accepted it, and that is still missing.</summary>
    private static bool IsLost(PackageChange change, InstalledInventory installed) =>
        change is { Action: ChangeAction.Remove, Outcome: ChangeOutcome.Different }
        && installed.Predecessor(new PackageKey(change.Name, change.Architecture)) is null;

    /// <summary>True for a package that an undo has put back, and that nobody has changed since.</summary>
    private static bool IsUndone(PackageChange change, Job? undo, InstalledInventory installed) =>
        undo?.Changes.Any(c => c.Outcome == ChangeOutcome.Applied && c.Name == change.Name && c.Architecture == change.Architecture
            && c.ToVersion == change.FromVersion) == true
        && installed.Predecessor(new PackageKey(change.Name, change.Architecture))?.Version == change.FromVersion;

    private static string? Obstacle(PackageChange change, InstalledInventory installed, Func<PackageChange, PreviousSource> source)
    {
        var now = installed.Predecessor(new PackageKey(change.Name, change.Architecture))?.Version;
        if (now != change.ToVersion && change.Outcome == ChangeOutcome.Applied)
        {
            return $"{change.Name}: has changed since, {(now is null ? "it is not installed" : $"it is at version {now}")}";
        }

        return change.FromVersion is { } previous && source(change) == PreviousSource.None
            ? $"{change.Name}: no configured repository gives version {previous} any more, and its file was not kept"
            : null;
    }
}
