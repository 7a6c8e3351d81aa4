using LinuxPatchApi.Checks;
using LinuxPatchApi.Init;

namespace LinuxPatchApi.Host.Checks;

/// <summary>
/// Checks that no drop-in loosens the sandbox of the agent's unit, as the one for LXC does. For the command, which cannot see the sandbox
/// of the running agent.
/// </summary>
internal sealed class DropInCheck : ICheck
{
    public const string Name = "unit-drop-ins";

    /// <summary>Directives that make the unit's sandbox; whoever sets one of them to another value than the unit changes it.</summary>
    private static readonly string[] Sandbox =
    [
        "ProtectSystem", "ProtectHome", "ProtectKernelTunables", "ProtectKernelModules", "ProtectKernelLogs", "ProtectControlGroups",
        "ProtectClock", "ProtectHostname", "PrivateUsers", "PrivateTmp", "PrivateDevices", "NoNewPrivileges", "RestrictNamespaces",
        "RestrictAddressFamilies", "RestrictRealtime", "RestrictSUIDSGID", "LockPersonality", "MemoryDenyWriteExecute",
        "CapabilityBoundingSet", "AmbientCapabilities", "SystemCallFilter", "SystemCallArchitectures", "IPAddressAllow", "IPAddressDeny",
        "ReadWritePaths", "BindPaths", "User", "UMask", "LimitCORE",
    ];

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(AgentUnit.OfHost() is { } unit ? Judge(unit) : CheckResult.NotTested(Name, "the files of the unit cannot be read"));

    public static CheckResult Judge(AgentUnit unit)
    {
        var shipped = unit.Fragment is null ? [] : AgentUnit.Assignments(unit.Fragment.Text).ToHashSet();
        var loosening = unit.DropIns
            .Where(file => AgentUnit.Assignments(file.Text).Any(a => Sandbox.Contains(a.Directive) && !shipped.Contains(a)))
            .Select(file => file.Path).ToList();
        if (unit.Fragment is { Path: var fragment } && fragment.Contains("/etc/", StringComparison.Ordinal))
        {
            // Such a file hides the package's one as a whole, its sandbox included.
            return CheckResult.Warn(Name, fragment, "it replaces the package's unit, so updates of its sandbox have no effect",
                $"keep what differs in a drop-in ('{InitCommands.Here.Edit("linux-patch-api")}') and remove the file");
        }

        return unit.DropIns.Count == 0 ? CheckResult.Ok(Name, "none")
            : loosening.Count == 0 ? CheckResult.Ok(Name, string.Join(", ", unit.DropIns.Select(d => d.Path)))
            : CheckResult.Warn(
                Name, string.Join(", ", loosening),
                    "a drop-in takes away from the agent's sandbox: the file system is then protected by its permissions only",
                "where it is no container that needs it: remove the drop-in, "
                    + $"'{InitCommands.Here.ReadAgain}', '{InitCommands.Here.Restart("linux-patch-api")}'");
    }
}
