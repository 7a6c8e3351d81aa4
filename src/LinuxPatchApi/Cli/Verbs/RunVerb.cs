using System.Runtime.InteropServices;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Hardening;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Logging;
using LinuxPatchApi.ServiceManager;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>run: the daemon itself, until SIGTERM or SIGINT.</summary>
internal static class RunVerb
{
    private const string ConfigOption = "--config";

    /// <summary>Time for requests in flight at shutdown. Origin: half of the unit's TimeoutStopSec; a long poll is cut, its client asks again.</summary>
    private static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(10);

    public static readonly Verb Verb = new(
        "run",
        "Run the agent",
        "Ends with 0 after SIGTERM or SIGINT, and when there are no certificates yet; with 78 when configuration or certificates\n"
        + "are wrong; with 69 when an address cannot be listened on; with 75 when another agent owns the job journal.",
        [new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default")],
        RunAsync);

    private static async Task<ExitCode> RunAsync(ParsedOptions options, CommandContext context, CancellationToken cancellation)
    {
        var refused = ProcessRestrictions.Apply();

        // Before any certificate is touched: the framework would parse all of /etc/ssl/certs, which nothing here trusts.
        SystemRoots.Ignore();
        var paths = AgentPaths.FromEnvironment(options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile);
        var start = AgentStart.Load(paths, context.Clock, context.Error);
        if (start.Reload is not { } keepers)
        {
            return start.Exit;
        }

        var (owner, heldBy) = JournalOwner.Take(keepers.Configuration.Current.Jobs.StoragePath);
        using var held = owner;
        if (heldBy is not null)
        {
            context.Error.WriteLine($"linux-patch-api: an agent with this job journal runs already: {heldBy}");
            return ExitCode.TemporaryFailure;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var term = Catch(PosixSignal.SIGTERM, stop);
        using var interrupt = Catch(PosixSignal.SIGINT, stop);
        using var notifier = ServiceNotifier.FromEnvironment(context.Clock);
        using var logs = LogOutput.Create(keepers.Configuration.Current.Logging, context.Clock);
        return await ServeAsync(() => new Agent(paths, keepers, logs, refused, context.Clock), notifier, context, stop).ConfigureAwait(false);
    }

    private static async Task<ExitCode> ServeAsync(
        Func<Agent> made, ServiceNotifier notifier, CommandContext context, CancellationTokenSource stop)
    {
        try
        {
            await using var agent = made();
            await agent.ConnectAsync(stop.Token).ConfigureAwait(false);
            if (!agent.Listen())
            {
                return ExitCode.Unavailable;
            }

            notifier.Ready($"listens on {string.Join(", ", agent.Endpoints)}");
            using var watchdog = Watch(notifier);
            var running = agent.RunAsync(stop.Token);
            await Task.WhenAny(running, Task.Delay(Timeout.InfiniteTimeSpan, stop.Token)).ConfigureAwait(false);
            notifier.Stopping("finishing requests in flight");
            await agent.DrainAsync(DrainGrace).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            await running.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Ok; // Told to stop before it served.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Error.WriteLine($"linux-patch-api: {e.Message}");
            return ExitCode.InputOutput;
        }
    }

    /// <summary>Null when the service manager does not watch.</summary>
    private static Watchdog? Watch(ServiceNotifier notifier)
    {
        var watched = WatchdogPeriod.Parse(
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId);
        var watchdog = watched is null ? null : new Watchdog(() => notifier.Watchdog());
        watchdog?.Start(watched!.Value);
        return watchdog;
    }

    private static PosixSignalRegistration Catch(PosixSignal signal, CancellationTokenSource stop) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _ = stop.CancelAsync();
    });
}
