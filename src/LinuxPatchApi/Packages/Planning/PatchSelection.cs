using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Which updates an apply takes, and which it leaves out and why. Pure.</summary>
/// <param name="Selected">To be simulated together.</param>
/// <param name="Skipped">What was named or would have been taken, and is not.</param>
/// <param name="Explicit">Whether the client named packages or patches.</param>
internal sealed record PatchSelection(IReadOnlyList<UpdateCandidate> Selected, IReadOnlyList<PackageChange> Skipped, bool Explicit)
{
    /// <param name="request">What the client asked for.</param>
    /// <param name="updates">What is offered.</param>
    /// <param name="advisory">The advisory an update belongs to, null for none: clients may name a patch by it.</param>
    /// <param name="installed">To tell why something that was named is not offered.</param>
    public static PatchSelection Of(
        ApplyRequest request, IReadOnlyList<UpdateCandidate> updates, Func<UpdateCandidate, string?> advisory, InstalledInventory installed)
    {
        var explicitly = request.Packages is not null || request.Patches is not null;
        var selected = new List<UpdateCandidate>();
        var skipped = new List<PackageChange>();
        foreach (var update in updates)
        {
            if (explicitly && !IsNamed(request, update, advisory(update)))
            {
                continue;
            }

            switch (Obstacle(request, update))
            {
                case null:
                    selected.Add(update);
                    break;
                case { Silent: false } obstacle:
                    skipped.Add(Skip(update, obstacle.Reason, installed));
                    break;
            }
        }

        skipped.AddRange(Unmatched(request, updates, advisory, installed));
        return new PatchSelection(selected, skipped, explicitly);
    }

    private static bool IsNamed(ApplyRequest request, UpdateCandidate update, string? advisory) =>
        (request.Packages?.Any(update.Key.Matches) ?? false)
        || (request.Patches?.Any(p => p == update.Id || p == advisory || update.Key.Matches(p)) ?? false);

    /// <summary>Silent: outside of what was asked for, so there is nothing to report.</summary>
    private static (string Reason, bool Silent)? Obstacle(ApplyRequest request, UpdateCandidate update)
    {
        if (request.SecurityOnly && !update.Security)
        {
            return ("not a security update", Silent: true);
        }

        if (request.MinSeverity is { } least && (Severities.Rank(update.Severity) ?? 0) < Severities.Rank(least))
        {
            return update.Severity == Severities.Unknown
                ? ("its severity is unknown: the distribution gives none, so min_severity cannot be met", Silent: false)
                : ("below min_severity", Silent: true);
        }

        if (request.Exclude.FirstOrDefault(glob => NameGlob.Matches(glob, update.Name)) is { } pattern)
        {
            return ($"excluded by {pattern}", Silent: false);
        }

        return update.Held ? ("held on the host; lift the hold there, or name it in PUT /packages/{name} with options.force", Silent: false) : null;
    }

    private static PackageChange Skip(UpdateCandidate update, string reason, InstalledInventory installed) => new(
        update.Name,
        update.Architecture,
        ChangeAction.Upgrade,
        installed.Predecessor(update.Key)?.Version,
        update.Version,
        ChangeOutcome.Skipped,
        reason);

    private static IEnumerable<PackageChange> Unmatched(
        ApplyRequest request, IReadOnlyList<UpdateCandidate> updates, Func<UpdateCandidate, string?> advisory, InstalledInventory installed)
    {
        foreach (var name in (request.Packages ?? []).Concat(request.Patches ?? []).Distinct(StringComparer.Ordinal))
        {
            if (updates.Any(u => u.Id == name || advisory(u) == name || u.Key.Matches(name)))
            {
                continue;
            }

            var present = installed.Matching(name).FirstOrDefault();
            yield return present is null
                ? PlanBuilder.Skip(name, "", null, "not installed, and no such patch is offered")
                : PlanBuilder.Skip(present.Name, present.Architecture, present.Version, "no update is offered: it is at its newest version, phased or blocked");
        }
    }
}
