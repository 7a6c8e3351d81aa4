using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>The dry run of a reboot: a plan without packages. Pure.</summary>
internal static class RebootPreview
{
    /// <param name="reasons">Why the host needs a reboot; empty when it does not.</param>
    /// <param name="unavailable">Why logind cannot be queried; null when it answers.</param>
    /// <param name="frozen">Why admission is closed, or what somebody else has scheduled; null when neither is in the way.</param>
    /// <param name="active">Waiting and running jobs.</param>
    /// <param name="blocking">Block inhibitors of other programs.</param>
    /// <param name="unclean">Partly installed packages.</param>
    /// <returns>The warnings are the refusals that the same request would get.</returns>
    public static Plan Of(
        IReadOnlyList<string> reasons,
        string? unavailable,
        string? frozen,
        IReadOnlyList<Job> active,
        IReadOnlyList<Inhibitor> blocking,
        UncleanDatabase? unclean,
        bool force,
        bool acknowledged)
    {
        var warnings = new List<string>();
        warnings.AddRange(unavailable is null ? [] : [unavailable]);
        warnings.AddRange(frozen is null ? [] : [frozen]);
        switch (RebootGuard.Check(active, blocking, unclean, force, acknowledged))
        {
            case RebootObstacle.DatabaseMutation:
                warnings.Add("packages are being written; acknowledge_package_database_corruption_risk is needed besides force");
                break;
            case RebootObstacle.SelfUpdate:
                warnings.Add("the agent updates itself; acknowledge_package_database_corruption_risk is needed besides force");
                break;
            case RebootObstacle.Blocked:
                warnings.AddRange(
                    active.Select(job => $"job {job.Id} ({JobSpelling.Operations.Of(job.Operation)}) is active; force goes over it"));
                warnings.AddRange(blocking.Take(RebootLimits.InhibitorsNamed)
                    .Select(i => $"blocked by {RebootGuard.Name(i)}; force goes over it"));
                warnings.AddRange(unclean is null ? [] : [Unclean(unclean)]);
                break;
            case RebootObstacle.DatabaseUnclean:
                warnings.Add(Unclean(unclean!));
                break;
        }

        return (Plan.Empty with { RequiresReboot = reasons.Count > 0, Warnings = warnings })
            .StandingOn("reboot\n" + string.Join('\n', reasons.Concat(warnings)));
    }

    private static string Unclean(UncleanDatabase unclean) =>
        $"{unclean.Text}; force with acknowledge_package_database_corruption_risk goes over it";
}
