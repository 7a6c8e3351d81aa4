using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Compares the installed set with the plan. Only this sets <see cref="ChangeOutcome.Applied"/>. Pure.</summary>
internal static class Verification
{
    /// <summary>Returns every planned change with its outcome; skipped ones are returned unchanged.</summary>
    public static IReadOnlyList<PackageChange> Judge(IReadOnlyList<PackageChange> plan, InstalledInventory after) =>
        [.. plan.Select(change => change.Outcome == ChangeOutcome.Skipped ? change : Judge(change, after))];

    public static PackageChange Judge(PackageChange change, InstalledInventory after)
    {
        var key = new PackageKey(change.Name, change.Architecture);
        var versions = after.Versions(key);
        if (versions.Count > 1 && change.Action == ChangeAction.Remove && versions.All(v => v.Version != change.FromVersion))
        {
            return change with { Outcome = ChangeOutcome.Applied, Reason = null }; // The other installed versions stay.
        }

        var concerned = change.Action == ChangeAction.Remove ? change.FromVersion : change.ToVersion;
        var now = (versions.Count > 1 ? versions.FirstOrDefault(v => v.Version == concerned) : null) ?? after.Predecessor(key);
        var (outcome, reason) = change.Action == ChangeAction.Remove
            ? JudgeRemoval(change, now, after.Terms)
            : JudgeInstallation(change, now, after.Terms);
        return outcome == ChangeOutcome.Applied && IsBesidePrevious(change, key, after)
            ? change with { Outcome = ChangeOutcome.Different, Reason = Duplicates(change, after.Terms) }
            : change with { Outcome = outcome, Reason = reason };
    }

    /// <summary>
    /// True when the version that was to be replaced is still there: rpm installs the new one first, and power may go away before it
    /// removes
    /// the other.
    /// </summary>
    private static bool IsBesidePrevious(PackageChange change, PackageKey key, InstalledInventory after) =>
        change.Replaces && change.FromVersion != change.ToVersion && after.Named(change.Name).Any(
            p => p.Version == change.FromVersion
                && (p.Key == key || after.Architecture.IsNeutral(p.Architecture) || after.Architecture.IsNeutral(key.Architecture)));

    private static string Duplicates(PackageChange change, PackageTerms terms) =>
        $"version {change.ToVersion} is installed beside version {change.FromVersion}, which it was to replace: remove the older ones "
            + $"({terms.RemoveDuplicates})";

    private static (ChangeOutcome, string?) JudgeRemoval(PackageChange change, InstalledPackage? now, PackageTerms terms) => now switch
    {
        null => (ChangeOutcome.Applied, null),
        { IsBroken: true } => (ChangeOutcome.Different, $"still there, {now.StateText}: {Unfinished.Remedy(now, terms)}"),
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
            return (ChangeOutcome.Different, $"{what}: {Unfinished.Remedy(now, terms)}");
        }

        if (now.Version != change.ToVersion)
        {
            return now.Version == change.FromVersion
                ? (ChangeOutcome.Unchanged, $"still at version {now.Version}")
                : (ChangeOutcome.Different, $"at version {now.Version}, {now.StateText}");
        }

        // The package works; at most a trigger is pending, which dpkg runs with its next transaction.
        return (ChangeOutcome.Applied, now.State == InstalledState.Installed ? null : now.StateText);
    }

    /// <summary>Returns what changed without being planned, by the package manager or by another program meanwhile.</summary>
    public static IEnumerable<PackageChange> Unplanned(
        IReadOnlyList<PackageChange> plan, InstalledInventory before, InstalledInventory after)
    {
        // A planned change covers its own build and the one that it replaces, not other builds of that name.
        var planned = plan.Where(c => c.Outcome != ChangeOutcome.Skipped).Select(c => new PackageKey(c.Name, c.Architecture))
            .SelectMany(key => new[] { key, before.Predecessor(key)?.Key ?? key, after.Predecessor(key)?.Key ?? key }).ToHashSet();
        foreach (var package in after.Packages.Where(p => !planned.Contains(p.Key)))
        {
            var previous = before.Predecessor(package.Key);
            if (previous?.Version != package.Version && before.Versions(package.Key).All(v => v.Version != package.Version))
            {
                var action = previous is null ? ChangeAction.Install : ChangeAction.Upgrade;
                yield return UnplannedChanges.Of(package.Key, action, previous?.Version, package.Version);
            }
        }

        foreach (var gone in before.Packages.Where(p => !planned.Contains(p.Key) && IsGone(p)))
        {
            yield return UnplannedChanges.Of(gone.Key, ChangeAction.Remove, gone.Version, null);
        }

        bool IsGone(InstalledPackage package) => after.Predecessor(package.Key) is null
            || (before.Versions(package.Key).Count > 1 && after.Versions(package.Key).All(v => v.Version != package.Version));
    }
}
