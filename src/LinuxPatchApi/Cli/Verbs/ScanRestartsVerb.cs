using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.Init;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>scan-restarts: run by linux-patch-api-restarts.service for the agent.</summary>
internal static class ScanRestartsVerb
{
    public static readonly Verb Verb = new(
        "scan-restarts",
        "Find processes that run replaced files",
        "Writes scan.json into the unit's RuntimeDirectory, where the agent reads it. linux-patch-api-restarts.service runs this with\n"
        + $"CAP_SYS_PTRACE; by hand, '{InitCommands.Here.Start("linux-patch-api-restarts")}' does the same.",
        [],
        (_, context, _) => Task.FromResult(Run(context)));

    private static ExitCode Run(CommandContext context)
    {
        var owners = new HostFacts(HostPaths.Host).Family.Open(HostPaths.Host.Root, context.Clock).Owners;
        var scan = new ProcessScanner("/proc", owners is null ? null : new FileOwners(owners), context.Clock).Scan();
        var directory = Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY") ?? ScanFile.DefaultDirectory;
        if (ScanFile.Write(directory, scan) is { } problem)
        {
            context.Error.WriteLine($"linux-patch-api scan-restarts: {problem}");
            return ExitCode.InputOutput;
        }

        context.Output.WriteLine(
            $"{scan.Processes} processes checked, {scan.Unreadable} unreadable, {scan.Groups.Count} units run replaced files");
        return ExitCode.Ok;
    }
}
