using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Compares the installed set with the plan. The only source of "applied". Pure.</summary>
internal static class Verification
{
    public const string NotPlanned = "changed without being in the plan";
    public const string RemovedUnplanned = "removed without being in the plan";

    /// <summary>Every planned change with its outcome; skipped ones stay as they are.</summary>
    public static IReadOnlyList<PackageChange> Judge(IReadOnlyList<PackageChange> plan, InstalledInventory after) =>
        [.. plan.Select(change => change.Outcome == ChangeOutcome.Skipped ? change : Judge(change, after))];

    public static PackageChange Judge(PackageChange change, InstalledInventory after)
    {
        var key = new PackageKey(change.Name, change.Architecture);
        var versions = after.Versions(key);
        if (versions.Count > 1 && change.Action == ChangeAction.Remove && versions.All(v => v.Version != change.FromVersion))
        {
            return change with { Outcome = ChangeOutcome.Applied, Reason = null }; // Its siblings stay.
        }

        var asked = change.Action == ChangeAction.Remove ? change.FromVersion : change.ToVersion;
        var now = (versions.Count > 1 ? versions.FirstOrDefault(v => v.Version == asked) : null) ?? after.Predecessor(key);
        var (outcome, reason) = change.Action == ChangeAction.Remove ? JudgeRemoval(change, now, after.Terms) : JudgeInstallation(change, now, after.Terms);
        return change with { Outcome = outcome, Reason = reason };
    }

    private static (ChangeOutcome, string?) JudgeRemoval(PackageChange change, InstalledPackage? now, PackageTerms terms) => now switch
    {
        null => (ChangeOutcome.Applied, null),
        { IsBroken: true } => (ChangeOutcome.Different, $"still there, {now.StateText}: {Unfinished.Cure(now, terms)}"),
        _ when now.Version == change.FromVersion => (ChangeOutcome.Unchanged, "still installed"),
        _ => (ChangeOutcome.Different, $"version {now.Version} is installed"),
    };

    private static (ChangeOutcome, string?) JudgeInstallation(PackageChange change, InstalledPackage? now, PackageTerms terms)
    {
        if (now is null)
        {
            return change.FromVersion is null
                ? (ChangeOutcome.Unchanged, "not installed")
                : (ChangeOutcome.Different, "not installed any more");
        }

        if (now.IsBroken)
        {
            var what = now.Version == change.ToVersion ? $"unpacked but not working: {now.StateText}"
                : now.Version.Length == 0 ? $"of no version yet, {now.StateText}"
                : $"at version {now.Version}, {now.StateText}";
            return (ChangeOutcome.Different, $"{what}: {Unfinished.Cure(now, terms)}");
        }

        if (now.Version != change.ToVersion)
        {
            return now.Version == change.FromVersion
                ? (ChangeOutcome.Unchanged, $"still at version {now.Version}")
                : (ChangeOutcome.Different, $"at version {now.Version}, {now.StateText}");
        }

        // It works; what is left is somebody else's trigger, which dpkg runs with its next transaction.
        return (ChangeOutcome.Applied, now.State == InstalledState.Installed ? null : now.StateText);
    }

    /// <summary>What changed without being planned, by the package manager or by somebody else meanwhile.</summary>
    public static IEnumerable<PackageChange> Unplanned(IReadOnlyList<PackageChange> plan, InstalledInventory before, InstalledInventory after)
    {
        // A plan for one build says nothing of the others of that name, except of the one that it replaces.
        var planned = plan.Where(c => c.Outcome != ChangeOutcome.Skipped).Select(c => new PackageKey(c.Name, c.Architecture))
            .SelectMany(key => new[] { key, before.Predecessor(key)?.Key ?? key, after.Predecessor(key)?.Key ?? key }).ToHashSet();
        foreach (var package in after.Packages.Where(p => !planned.Contains(p.Key)))
        {
            var former = before.Predecessor(package.Key);
            if (former?.Version != package.Version && before.Versions(package.Key).All(v => v.Version != package.Version))
            {
                var action = former is null ? ChangeAction.Install : ChangeAction.Upgrade;
                yield return new PackageChange(package.Name, package.Architecture, action, former?.Version, package.Version, ChangeOutcome.Different, NotPlanned);
            }
        }

        foreach (var gone in before.Packages.Where(p => !planned.Contains(p.Key) && IsGone(p)))
        {
            yield return new PackageChange(gone.Name, gone.Architecture, ChangeAction.Remove, gone.Version, null, ChangeOutcome.Different, RemovedUnplanned);
        }

        bool IsGone(InstalledPackage package) => after.Predecessor(package.Key) is null
            || (before.Versions(package.Key).Count > 1 && after.Versions(package.Key).All(v => v.Version != package.Version));
    }
}
