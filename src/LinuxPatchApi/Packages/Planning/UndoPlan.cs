using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>The way back from a finished job, or why there is none. Pure.</summary>
/// <param name="Undo">The changes that lead back.</param>
/// <param name="Reasons">Why it is not possible; empty when it is.</param>
internal sealed record UndoPlan(IReadOnlyList<PackageChange> Undo, IReadOnlyList<string> Reasons)
{
    public bool IsPossible => Reasons.Count == 0;

    /// <param name="job">The job to undo.</param>
    /// <param name="installed">What is installed now.</param>
    /// <param name="canBeHad">Whether a repository still gives this version of this package.</param>
    public static UndoPlan Of(Job job, InstalledInventory installed, Func<string, string, bool> canBeHad)
    {
        if (job.Operation is JobOperation.Reboot or JobOperation.ServiceRestart or JobOperation.SelfUpdate)
        {
            return Impossible("a job of this kind changes no package that could be changed back");
        }

        if (!job.IsTerminal)
        {
            return Impossible("the job has not ended");
        }

        var applied = job.Changes.Where(c => c.Outcome == ChangeOutcome.Applied && c.Action != ChangeAction.Reinstall).ToList();
        if (applied.Count == 0)
        {
            return Impossible("the job changed nothing");
        }

        var reasons = applied.Select(c => Obstacle(c, installed, canBeHad)).OfType<string>().ToList();
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

    private static string? Obstacle(PackageChange change, InstalledInventory installed, Func<string, string, bool> canBeHad)
    {
        var now = installed.Predecessor(new PackageKey(change.Name, change.Architecture))?.Version;
        if (now != change.ToVersion)
        {
            return $"{change.Name}: has changed since, {(now is null ? "it is not installed" : $"it is at version {now}")}";
        }

        return change.FromVersion is { } former && !canBeHad(change.Name, former)
            ? $"{change.Name}: no configured repository gives version {former} any more"
            : null;
    }
}
