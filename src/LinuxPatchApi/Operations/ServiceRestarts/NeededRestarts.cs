using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.Init;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>Selects the units that a job restarts after an apply. Pure.</summary>
internal static class NeededRestarts
{
    /// <summary>Package names listed for one unit. Origin: one line of a log.</summary>
    private const int NamesListed = 8;

    /// <summary>
    /// Returns every unit that runs replaced code: planned, or skipped with the reason. Without processes that have no unit.
    /// </summary>
    public static IReadOnlyList<UnitRestart> Of(RestartScan scan, IReadOnlyList<string> deny) =>
    [
        .. scan.Groups.Where(group => group.Unit is not null).Select(group => WhyNot(group, deny) is { } why
            ? new UnitRestart(group.Unit!, RestartOutcome.Skipped, why)
            : new UnitRestart(group.Unit!, RestartOutcome.Planned, Why(group))),
    ];

    /// <summary>Returns why the agent does not restart it; null when it may.</summary>
    public static string? WhyNot(StaleGroup group, IReadOnlyList<string> deny) => group.Kind switch
    {
        PlaceKind.Service => RestartGuard.WhyDenied([group.Unit!], deny),
        PlaceKind.Session => "a login session: its user has to log out",
        PlaceKind.User => "a user's own services: the user has to log out, or restart them",
        PlaceKind.Init => $"the system manager itself: '{InitCommands.Here.RestartInit}' or a reboot",
        PlaceKind.Scope => "not started by a service: whoever made it has to restart it",
        _ => "of no service: whoever started it has to restart it",
    };

    private static string Why(StaleGroup group) => group.Packages is { } packages
        ? $"ran replaced code of {string.Join(", ", packages.Take(NamesListed))}{(packages.Count > NamesListed ? ", …" : "")}"
        : $"ran replaced code: {group.Files[0].Path}";
}
