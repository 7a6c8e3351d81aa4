using LinuxPatchApi.Daemon;
using LinuxPatchApi.Hardening;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.SelfUpdate;
using LinuxPatchApi.ServiceManager;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>guard-update: run by linux-patch-api-guard.service during a self-update.</summary>
internal static class GuardUpdateVerb
{
    public static readonly Verb Verb = new(
        "guard-update",
        "Restore the previous version when a new one does not answer",
        "linux-patch-api-guard.service runs this during a self-update, from the copy of the previous program. It ends when the new "
        + "version\n"
        + "has answered, or when the previous package is installed again. Without a self-update it does nothing.",
        [],
        (_, context, cancellation) => RunAsync(context, cancellation));

    private static async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var signals = new ProcessSignals(() => _ = stop.CancelAsync());
        foreach (var refused in ProcessRestrictions.Apply())
        {
            context.Error.WriteLine($"linux-patch-api guard-update: {refused}");
        }

        var paths = AgentPaths.FromEnvironment("");
        using var notifier = ServiceNotifier.FromEnvironment(context.Clock);
        await using var bus = new SystemBus(paths.BusAddress, context.Clock, NullLogger<SystemBus>.Instance);
        var host = new GuardHost(bus, paths.Host, context.Clock, Log);
        try
        {
            // Ready only when everything that it needs is loaded: the agent changes nothing before.
            await bus.StartAsync(stop.Token);
            notifier.Ready("watches a self-update");
            await new Guard(new SelfUpdateFiles(paths.SelfUpdate), host, context.Clock, Log).RunAsync(stop.Token);
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }

        void Log(string line) => context.Output.WriteLine(line);
    }
}
