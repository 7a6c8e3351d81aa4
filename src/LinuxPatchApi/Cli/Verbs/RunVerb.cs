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

    /// <summary>
    /// Time for requests in flight at shutdown. Origin: half of TimeoutStopSec of the unit; a long poll is cut off, and its client repeats
    /// it.
    /// </summary>
    private static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(10);

    public static readonly Verb Verb = new(
        "run",
        "Run the agent",
        "Exits with 0 after SIGTERM, SIGINT or SIGQUIT; with 78 when configuration or certificates are invalid or missing; with 69\n"
        + "when an address cannot be listened on; with 70 after a bug; with 75 when another agent owns the job journal. On SIGHUP it\n"
        + "reads configuration, certificates and allow-list again.",
        [new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default")],
        RunAsync);

    private static async Task<ExitCode> RunAsync(ParsedOptions options, CommandContext context, CancellationToken cancellation)
    {
        // First of all, because until then signals have their default action.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var signals = new ProcessSignals(() => _ = stop.CancelAsync());
        var refused = ProcessRestrictions.Apply();

        // Before any use of a certificate: the framework would parse all of /etc/ssl/certs, which nothing here trusts.
        SystemRoots.Ignore();
        var paths = AgentPaths.FromEnvironment(options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile);
        using var notifier = ServiceNotifier.FromEnvironment(context.Clock);
        var start = AgentStart.Load(paths, context.Clock, context.Error);
        if (start.Begin is not { } loaded)
        {
            notifier.Status(start.Cause!);
            return start.Exit;
        }

        var (owner, heldBy) = JournalOwner.Take(loaded.Files.Current.Settings.Jobs.StoragePath);
        using var held = owner;
        if (heldBy is not null)
        {
            context.Error.WriteLine($"linux-patch-api: an agent with this job journal is already running: {heldBy}");
            notifier.Status($"not started: an agent with this job journal is already running: {heldBy}");
            return ExitCode.TemporaryFailure;
        }

        var settings = loaded.Files.Current.Settings;
        using var logs = LogOutput.Create(settings.Logging, context.Clock);
        Agent Create() => new(paths, loaded, AgentFacts.Read(paths, settings, context.Clock), logs, refused, context.Clock);
        return await ServeAsync(Create, signals, notifier, context, stop);
    }

    private static async Task<ExitCode> ServeAsync(
        Func<Agent> create, ProcessSignals signals, ServiceNotifier notifier, CommandContext context, CancellationTokenSource stop)
    {
        try
        {
            await using var agent = create();
            await agent.ConnectAsync(stop.Token);
            if (agent.Listen() is { } failure)
            {
                notifier.Status(failure);
                return ExitCode.Unavailable;
            }

            notifier.Ready(agent.Status);
            agent.StatusChanged += () => notifier.Status(agent.Status);
            using var watchdog = Watch(notifier, agent);
            var running = agent.RunAsync(stop.Token);
            signals.Begin(() => _ = ReloadAsync(agent, notifier), agent.SignalIgnored);
            var isRequested = await running;
            notifier.Stopping(isRequested ? "finishing requests in flight" : "a task failed; finishing requests in flight");
            await stop.CancelAsync();
            await agent.DrainAsync(DrainGrace);
            return isRequested ? ExitCode.Ok : ExitCode.InternalError;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Ok; // Stopped before it served.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Error.WriteLine($"linux-patch-api: {SystemErrorText.Of(e)}");
            return ExitCode.InputOutput;
        }
        catch (Exception e)
        {
            // A bug outside the supervised tasks. With this exit code the service manager starts the agent again.
            var line = string.Join(' ', e.ToString().Split('\n', StringSplitOptions.TrimEntries));
            context.Error.WriteLine($"linux-patch-api: the agent cannot continue: {line}");
            return ExitCode.InternalError;
        }
    }

    /// <summary>Reloads, and notifies the service manager, which waits for both messages (systemd.service(5), ExecReload=).</summary>
    private static async Task ReloadAsync(Agent agent, ServiceNotifier notifier)
    {
        notifier.Reloading();
        await agent.ReloadAsync();
        notifier.Ready(agent.Status);
    }

    /// <summary>Starts the watchdog. Null when the service manager requires none.</summary>
    private static Watchdog? Watch(ServiceNotifier notifier, Agent agent)
    {
        var watched = WatchdogPeriod.Parse(
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId);
        var watchdog = watched is null ? null : new Watchdog(() => _ = agent.IsAlive() && notifier.Watchdog());
        watchdog?.Start(watched!.Value);
        return watchdog;
    }
}
