using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.Enrolling;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Files;
using LinuxPatchApi.Hardening;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Logging;
using LinuxPatchApi.Logging.Output;
using LinuxPatchApi.ServiceManager;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>run: the daemon itself, until SIGTERM, SIGINT or SIGQUIT.</summary>
internal static class RunVerb
{
    private const string ConfigOption = "--config";
    private const string CanStart = "--can-start";
    private const string Strict = "--strict";

    /// <summary>
    /// Time for requests in flight at shutdown. Origin: half of TimeoutStopSec of the unit; a long poll is cut off, and its client repeats
    /// it.
    /// </summary>
    private static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(10);

    public static readonly Verb Verb = new(
        "run",
        "Run the agent",
        "Without certificates, and with enrollment.manager_url or an enrolment that 'enroll' has begun, it enrols with that manager\n"
        + "and waits for the approval, listening nowhere.\n"
        + "Exits with 0 after SIGTERM, SIGINT or SIGQUIT; with 78 when configuration or certificates are invalid or missing; with 69\n"
        + "when an address cannot be listened on; with 70 after a bug; with 75 when another agent owns the job journal or\n"
        + "the audit log. On SIGHUP it reads configuration, certificates and allow-list again.",
        [
            new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default"),
            new OptionSpec(CanStart, null, "exit with 1 when there are neither certificates nor a manager") { IsHidden = true },
            new OptionSpec(Strict, null, $"with {CanStart}: exit with 78 when 'check-config' would") { IsHidden = true },
        ],
        RunAsync);

    /// <summary>
    /// For the unit's ExecCondition=: an installation that nobody has set up yet is skipped, not failed. The package asks strictly: it
    /// starts nothing that ends at once, or that nobody may connect to, and gives up no agent that works for it.
    /// </summary>
    private static ExitCode HasWork(string path, CommandContext context, bool isStrict)
    {
        if (ConfigurationLoader.Load(path).Settings is { Tls: var tls } settings
            && !(File.Exists(tls.CaCertificatePath) && File.Exists(tls.ServerCertificatePath))
            && EnrolmentStart.Asked(settings) is null)
        {
            context.Output.WriteLine($"not started: there are no certificates ({tls.CaCertificatePath}, {tls.ServerCertificatePath}), and "
                + "neither enrollment.manager_url nor an enrolment that was begun names a manager to ask for them");
            return ExitCode.Failure;
        }

        // Of the unit's start what is wrong is said by the start itself.
        return isStrict ? CheckConfigVerb.Check(path, context, isStarting: true) : ExitCode.Ok;
    }

    private static async Task<ExitCode> RunAsync(ParsedOptions options, CommandContext context, CancellationToken cancellation)
    {
        if (options.Has(CanStart))
        {
            return HasWork(options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile, context, options.Has(Strict));
        }

        // First of all, because until then signals have their default action.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var signals = new ProcessSignals(() => _ = stop.CancelAsync());
        var refused = ProcessRestrictions.Apply();

        // Before any use of a certificate: the framework would parse all of /etc/ssl/certs, which nothing here trusts.
        SystemRoots.Ignore();
        var paths = AgentPaths.FromEnvironment(options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile);
        using var notifier = ServiceNotifier.FromEnvironment(context.Clock);
        var start = AgentStart.Load(paths, context.Clock, context.Error);
        while (start.Enrolling is { } enrolling)
        {
            if (!await EnrolAsync(paths, enrolling, start.Seen, signals, notifier, context.Clock, stop.Token))
            {
                return ExitCode.Ok;
            }

            start = AgentStart.Load(paths, context.Clock, context.Error);
        }

        if (start.Begin is not { } loaded)
        {
            notifier.Status(start.Cause!);
            return start.Exit;
        }

        var settings = loaded.Files.Current.Settings;
        var (owner, heldBy) = JournalOwner.Acquire(settings.Jobs.StoragePath);
        using var held = owner;
        var (auditOwner, auditHeldBy) = heldBy is null ? JournalOwner.AcquireFile(settings.Logging.AuditFilePath) : default;
        using var heldAudit = auditOwner;
        // The files beside the journal's directory: an agent with a journal of its own in the same parent would replace them.
        var (stateOwner, stateHeldBy) = heldBy is null ? JournalOwner.AcquireFile(AgentPaths.State(settings)) : default;
        using var heldState = stateOwner;
        if ((heldBy ?? auditHeldBy ?? stateHeldBy) is { } holder)
        {
            var what = heldBy is not null ? "job journal" : auditHeldBy is not null ? "audit log" : "state directory";
            var why = $"an agent with this {what} is already running: {holder}";
            context.Error.WriteLine($"linux-patch-api: {why}");
            notifier.Status($"not started: {why}");
            return ExitCode.TemporaryFailure;
        }

        using var logs = LogOutput.Create(settings.Logging, context.Clock);
        Agent Create() => new(paths, loaded, AgentFacts.Read(paths, settings, context.Clock), logs, refused, context.Clock);
        return await ServeAsync(Create, signals, notifier, context, stop);
    }

    /// <summary>Waits until the host has certificates, or its configuration has changed. False when the process is to end.</summary>
    private static async Task<bool> EnrolAsync(
        AgentPaths paths, Settings settings, IReadOnlyList<(string Path, FileStamp Stamp)> seen, ProcessSignals signals,
        ServiceNotifier notifier, TimeProvider time, CancellationToken stop)
    {
        using var logs = LogOutput.Create(settings.Logging, time);
        using var again = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var watchdog = Watch(notifier, static () => true);
        // Watches before it reports that it is ready: an operator writes certificates from then on.
        using var phase = new EnrolmentPhase(
            paths.ConfigurationFile, settings, paths.Host, time, logs.Factory.CreateLogger("Enrolment"), line => notifier.Status(line))
        {
            Seen = seen,
        };
        notifier.Ready($"has no certificates yet; asks {EnrolmentStart.Asked(settings)} for them");
        signals.Begin(() => _ = ReadAgainAsync(), static _ => { });
        try
        {
            await phase.RunAsync(again.Token, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return !stop.IsCancellationRequested;
        }
        finally
        {
            signals.Pause();
        }

        async Task ReadAgainAsync()
        {
            notifier.Reloading();
            await again.CancelAsync();
        }
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
            using var watchdog = Watch(notifier, agent.IsAlive);
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
    private static Watchdog? Watch(ServiceNotifier notifier, Func<bool> isAlive)
    {
        var watched = WatchdogPeriod.Parse(
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId);
        var watchdog = watched is null ? null : new Watchdog(() => _ = isAlive() && notifier.Watchdog());
        watchdog?.Start(watched!.Value);
        return watchdog;
    }
}
