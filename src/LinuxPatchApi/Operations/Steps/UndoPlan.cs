using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Store;

namespace LinuxPatchApi.Operations.Steps;

/// <summary>The way back from a finished job, or why there is none. Pure.</summary>
/// <param name="Undo">The changes that lead back.</param>
/// <param name="Reasons">Why it is not possible; empty when it is.</param>
internal sealed record UndoPlan(IReadOnlyList<PackageChange> Undo, IReadOnlyList<string> Reasons)
{
    public bool IsPossible => Reasons.Count == 0;

    /// <param name="job">The job to undo.</param>
    /// <param name="installed">What is installed now.</param>
    /// <param name="source">Where the former version of a change can be had from.</param>
    /// <param name="policy">Of the kind of job.</param>
    public static UndoPlan Of(Job job, UndoPolicy policy, InstalledInventory installed, Func<PackageChange, PreviousSource> source)
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

        var applied = job.Changes.Where(c => c.Action != ChangeAction.Reinstall && (c.Outcome == ChangeOutcome.Applied || IsHalfDone(c, installed) || (policy.RestoresLost && IsLost(c, installed)))).ToList();
        if (applied.Count == 0)
        {
            return Impossible(policy.Nothing);
        }

        var reasons = applied.Select(c => Obstacle(c, installed, source)).OfType<string>().ToList();
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

    /// <summary>A package that the job left neither as it was nor as planned, a half-configured one for instance: it goes back too.</summary>
    private static bool IsHalfDone(PackageChange change, InstalledInventory installed) =>
        change is { Outcome: ChangeOutcome.Different, ToVersion: not null }
        && installed.Predecessor(new PackageKey(change.Name, change.Architecture)) is { } now
        && (now.IsBroken || now.Version != change.FromVersion);

    /// <summary>What a repair removed though nobody had accepted it, and is still not there.</summary>
    private static bool IsLost(PackageChange change, InstalledInventory installed) =>
        change is { Action: ChangeAction.Remove, Outcome: ChangeOutcome.Different }
        && installed.Predecessor(new PackageKey(change.Name, change.Architecture)) is null;

    private static string? Obstacle(PackageChange change, InstalledInventory installed, Func<PackageChange, PreviousSource> source)
    {
        var now = installed.Predecessor(new PackageKey(change.Name, change.Architecture))?.Version;
        if (now != change.ToVersion && change.Outcome == ChangeOutcome.Applied)
        {
            return $"{change.Name}: has changed since, {(now is null ? "it is not installed" : $"it is at version {now}")}";
        }

        return change.FromVersion is { } former && source(change) == PreviousSource.None
            ? $"{change.Name}: no configured repository gives version {former} any more, and its file was not kept"
            : null;
    }
}
