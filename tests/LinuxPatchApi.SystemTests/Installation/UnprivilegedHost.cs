using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>A container with a user namespace of its own, whose rights can be taken away.</summary>
public sealed class UnprivilegedHost : AgentHost
{
    private protected override string[] Options => ["--unprivileged"];

    /// <summary>No namespaces of that kind any more, as in an unprivileged container without nesting.</summary>
    internal Task ForbidAsync(string kind) => LimitAsync(kind, 0);

    internal Task AllowAsync(string kind) => LimitAsync(kind, 1000);

    private Task LimitAsync(string kind, int count) => Command.RunAsync(TestBed.SandboxTool, "limit", Sandbox.Name, kind, $"{count}");
}
