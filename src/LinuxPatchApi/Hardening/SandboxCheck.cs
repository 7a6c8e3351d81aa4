using LinuxPatchApi.Checks;
using LinuxPatchApi.Init;

namespace LinuxPatchApi.Hardening;

/// <summary>Checks that the agent's sandbox is as strict as its unit requires.</summary>
/// <param name="refused">Restrictions that the agent failed to apply to itself.</param>
/// <param name="container">The kind of container; null outside containers.</param>
internal sealed class SandboxCheck(IReadOnlyList<string> refused, string? container) : ICheck
{
    public const string Name = "sandbox";

    private static string ByUnit => InitCommands.Here.HasSandbox
        ? $"run it by its unit, linux-patch-api.service, and check for drop-ins with '{InitCommands.Here.Definition}'"
        : $"run it by its script, /etc/init.d/linux-patch-api, and check that with '{InitCommands.Here.Definition}'; "
            + "there is no sandbox of the init system, so the file system stays protected by its permissions only";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(Judge(Sandbox.Read(), refused, container));

    /// <param name="sandbox">The restrictions of the agent's process as reported by the kernel.</param>
    /// <param name="refused">Restrictions that the agent failed to apply to itself.</param>
    /// <param name="container">The kind of container; null outside containers.</param>
    public static CheckResult Judge(Sandbox sandbox, IReadOnlyList<string> refused, string? container)
    {
        var seen = $"{(sandbox.Capabilities == 0 ? "no capabilities" : "capabilities")}, "
            + $"{(sandbox.NoNewPrivileges == true ? "no new privileges" : "new privileges possible")}, "
            + $"{(sandbox.Filters == true ? "system calls filtered" : "system calls not filtered")}, "
            + (sandbox.ReadOnly switch
            {
                true => "read-only file system",
                false => "writable file system",
                null =>
                "whether the file system is read-only is unknown"
            });
        return refused.Count > 0 ? CheckResult.Warn(Name, seen, string.Join("; ", refused), "a kernel with seccomp (CONFIG_SECCOMP_FILTER)")
            : sandbox is { Capabilities: 0, NoNewPrivileges: true, Filters: true, ReadOnly: true }
                ? CheckResult.Ok(Name, $"{seen}, no program can be executed")
            : sandbox is { Capabilities: 0, NoNewPrivileges: true, Filters: true } ? CheckResult.Warn(
                Name, seen, "mount namespaces are not in use: the file system is protected by its permissions only",
                container is null || !InitCommands.Here.HasSandbox ? ByUnit
                : $"this {container} container is not allowed them, and the unit does without: "
                    + "allow nesting for it on its host, then restart it")
            : CheckResult.Warn(Name, seen, "the agent may do more than it needs", ByUnit);
    }
}
