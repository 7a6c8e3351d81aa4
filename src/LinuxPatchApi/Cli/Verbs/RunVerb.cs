using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Files;
using LinuxPatchApi.Hardening;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Logging;
using LinuxPatchApi.Logging.Output;
using LinuxPatchApi.ServiceManager;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>run: the daemon itself, until SIGTERM, SIGINT or SIGQUIT.</summary>
internal static class RunVerb
{
    private const string ConfigOption = "--config";

    /// <summary>Time for requests in flight at shutdown. Origin: half of the unit's TimeoutStopSec; a long poll is cut, its client asks again.</summary>
    private static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(10);

    public static readonly Verb Verb = new(
        "run",
        "Run the agent",
        "Ends with 0 after SIGTERM, SIGINT or SIGQUIT; with 78 when configuration or certificates are wrong or not there yet; with 69\n"
        + "when an address cannot be listened on; with 70 after a bug; with 75 when another agent\n"
        + "owns the job journal. SIGHUP reads configuration, certificates and allow-list again.",
        [new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default")],
        RunAsync);

    private static async Task<ExitCode> RunAsync(ParsedOptions options, CommandContext context, CancellationToken cancellation)
    {
        // Before anything else: until then a signal does what it does by default.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var signals = new ProcessSignals(() => _ = stop.CancelAsync());
        var refused = ProcessRestrictions.Apply();

        // Before any certificate is touched: the framework would parse all of /etc/ssl/certs, which nothing here trusts.
        SystemRoots.Ignore();
        var paths = AgentPaths.FromEnvironment(options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile);
        using var notifier = ServiceNotifier.FromEnvironment(context.Clock);
        var start = AgentStart.Load(paths, context.Clock, context.Error);
        if (start.Begin is not { } begun)
        {
            notifier.Status(start.Cause!);
            return start.Exit;
        }

        var (owner, heldBy) = JournalOwner.Take(begun.Files.Current.Settings.Jobs.StoragePath);
        using var held = owner;
        if (heldBy is not null)
        {
            context.Error.WriteLine($"linux-patch-api: an agent with this job journal runs already: {heldBy}");
            notifier.Status($"not started: an agent with this job journal runs already: {heldBy}");
            return ExitCode.TemporaryFailure;
        }

        using var logs = LogOutput.Create(begun.Files.Current.Settings.Logging, context.Clock);
        Agent Make() => new(paths, begun, AgentFacts.Read(paths, begun.Files.Current.Settings, context.Clock), logs, refused, context.Clock);
        return await ServeAsync(Make, signals, notifier, context, stop);
    }

    private static async Task<ExitCode> ServeAsync(
        Func<Agent> made, ProcessSignals signals, ServiceNotifier notifier, CommandContext context, CancellationTokenSource stop)
    {
        try
        {
            await using var agent = made();
            await agent.ConnectAsync(stop.Token);
            if (agent.Listen() is { } deaf)
            {
                notifier.Status(deaf);
                return ExitCode.Unavailable;
            }

            notifier.Ready(agent.Status);
            agent.StatusChanged += () => notifier.Status(agent.Status);
            using var watchdog = Watch(notifier, agent);
            var running = agent.RunAsync(stop.Token);
            signals.Begin(() => _ = ReloadAsync(agent, notifier), agent.SignalIgnored);
            var isWanted = await running;
            notifier.Stopping(isWanted ? "finishing requests in flight" : "a task failed; finishing requests in flight");
            await stop.CancelAsync();
            await agent.DrainAsync(DrainGrace);
            return isWanted ? ExitCode.Ok : ExitCode.InternalError;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Ok; // Told to stop before it served.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Error.WriteLine($"linux-patch-api: {SystemErrorText.Of(e)}");
            return ExitCode.InputOutput;
        }
        catch (Exception e)
        {
            // A bug before the supervisor had it. Told, and an exit code with which the service manager starts the agent again.
            var told = string.Join(' ', e.ToString().Split('\n', StringSplitOptions.TrimEntries));
            context.Error.WriteLine($"linux-patch-api: the agent cannot go on: {told}");
            return ExitCode.InternalError;
        }
    }

    /// <summary>The service manager waits for both lines when it was the one that asked (systemd.service(5), ExecReload=).</summary>
    private static async Task ReloadAsync(Agent agent, ServiceNotifier notifier)
    {
        notifier.Reloading();
        await agent.ReloadAsync();
        notifier.Ready(agent.Status);
    }

    /// <summary>Null when the service manager does not watch.</summary>
    private static Watchdog? Watch(ServiceNotifier notifier, Agent agent)
    {
        var watched = WatchdogPeriod.Parse(
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId);
        var watchdog = watched is null ? null : new Watchdog(() => _ = agent.IsAlive() && notifier.Watchdog());
        watchdog?.Start(watched!.Value);
        return watchdog;
    }
}
