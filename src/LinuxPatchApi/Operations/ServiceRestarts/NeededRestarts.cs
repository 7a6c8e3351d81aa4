using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>Which units a job restarts after an apply. Pure.</summary>
internal static class NeededRestarts
{
    /// <summary>Package names told of one unit. Origin: one line of a log.</summary>
    private const int NamesTold = 8;

    /// <summary>Every unit that runs replaced code: to be restarted, or left out with the reason. Processes without a unit are not in it.</summary>
    public static IReadOnlyList<UnitRestart> Of(RestartScan scan, IReadOnlyList<string> deny) =>
    [
        .. scan.Groups.Where(group => group.Unit is not null).Select(group => WhyNot(group, deny) is { } why
            ? new UnitRestart(group.Unit!, RestartOutcome.Skipped, why)
            : new UnitRestart(group.Unit!, RestartOutcome.Planned, Why(group))),
    ];

    /// <summary>Why the agent does not restart it; null when it may.</summary>
    public static string? WhyNot(StaleGroup group, IReadOnlyList<string> deny) => group.Kind switch
    {
        PlaceKind.Service => RestartGuard.WhyDenied([group.Unit!], deny),
        PlaceKind.Session => "a login session: its user has to log out",
        PlaceKind.User => "a user's own services: the user has to log out, or restart them",
        PlaceKind.Init => "the system manager itself: 'systemctl daemon-reexec' or a reboot",
        PlaceKind.Scope => "not started by a service of systemd: whoever made it has to restart it",
        _ => "no unit of systemd: whoever started it has to restart it",
    };

    private static string Why(StaleGroup group) => group.Packages is { } packages
        ? $"ran replaced code of {string.Join(", ", packages.Take(NamesTold))}{(packages.Count > NamesTold ? ", …" : "")}"
        : $"ran replaced code: {group.Files[0].Path}";
}
