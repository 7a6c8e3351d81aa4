using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Packages;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>Why a unit is not restarted.</summary>
internal enum RestartObstacle
{
    /// <summary>systemd knows no such unit.</summary>
    NotFound,

    /// <summary>The unit is not a service.</summary>
    NoService,

    /// <summary><c>restart.deny</c> names it, or it is the agent itself.</summary>
    Denied,

    /// <summary>It is masked, does not run, or its unit file forbids it.</summary>
    NotRestartable,
}

/// <summary>Decides which services may be restarted. Pure.</summary>
internal static class RestartGuard
{
    private const string OwnUnit = "linux-patch-api.service";

    /// <summary>Returns null when the unit may be restarted in its current state.</summary>
    public static (RestartObstacle Obstacle, string Why)? Check(UnitState unit, IReadOnlyList<string> deny) => unit switch
    {
        { LoadState: "not-found" } => (RestartObstacle.NotFound, $"systemd knows no unit {unit.Id}"),
        _ when !unit.Id.EndsWith(".service", StringComparison.Ordinal) => (RestartObstacle.NoService, $"{unit.Id} is no service"),
        _ when WhyDenied([unit.Id, .. unit.Names], deny) is { } why => (RestartObstacle.Denied, why),
        { LoadState: not "loaded" } => (RestartObstacle.NotRestartable, $"{unit.Id} is {unit.LoadState}"),
        { RefusesManualRestart: true } =>
            (RestartObstacle.NotRestartable, $"{unit.Id} refuses to be restarted by hand (RefuseManualStart, RefuseManualStop)"),
        { ActiveState: "inactive" or "deactivating" } =>
            (RestartObstacle.NotRestartable, $"{unit.Id} does not run ({unit.ActiveState}); a restart would start it"),
        _ => null,
    };

    /// <summary>Returns null when none of a unit's names is denied.</summary>
    public static string? WhyDenied(IReadOnlyList<string> names, IReadOnlyList<string> deny)
    {
        foreach (var name in names)
        {
            if (name == OwnUnit)
            {
                return "the agent does not restart itself";
            }

            if (deny.FirstOrDefault(pattern => NameGlob.Matches(pattern, name)) is { } denied)
            {
                return $"restart.deny has {denied}";
            }
        }

        return null;
    }
}
