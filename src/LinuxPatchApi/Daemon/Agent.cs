using System.Net;
using LinuxPatchApi.Access.Rates;
using LinuxPatchApi.Api;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Api.Idempotency;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Doctor;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Http;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Logging;
using LinuxPatchApi.Metrics;
using LinuxPatchApi.Packages.Execution;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Supervision;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>The whole daemon, put together by hand: this file is the only one that knows all rooms.</summary>
internal sealed class Agent : IAsyncDisposable
{
    /// <summary>Origin: a local socket answers in milliseconds; the unit's start time-out is 90 s.</summary>
    private static readonly TimeSpan BusWait = TimeSpan.FromSeconds(2);

    private readonly AgentPaths _paths;
    private readonly AgentStart.Keepers _keepers;
    private readonly LogOutput _logs;
    private readonly IReadOnlyList<string> _refused;
    private readonly TimeProvider _time;
    private readonly SystemBus _bus;
    private readonly PackageRoom _packages;
    private readonly HostFacts _host;
    private readonly JobStore _store;
    private readonly JobService _jobs;
    private readonly RebootWatch _rebootWatch;
    private readonly RebootService _reboots;
    private readonly RebootLedger _ledger;
    private readonly RebootReturn _back;
    private readonly RestartRoom _restarts;
    private readonly AuditLog _audit;
    private readonly JobAudit _jobAudit;
    private readonly HttpServer _server;
    private readonly DaemonTls _tls;
    private readonly RequestCounts _requests = new();
    private readonly Reloader _reloader;
    private readonly CrlDownloader _crl;
    private readonly Recovery _recovery;
    private readonly QuietTrim _trim;
    private readonly Supervisor _supervisor;
    private readonly OncePerMinute _denied;
    private Task? _auditing;

    /// <param name="refused">Restrictions that this process could not lay on itself.</param>
    public Agent(AgentPaths paths, AgentStart.Keepers keepers, LogOutput logs, IReadOnlyList<string> refused, TimeProvider time)
    {
        (_paths, _keepers, _logs, _refused, _time) = (paths, keepers, logs, refused, time);
        var loggers = logs.Factory;
        var settings = keepers.Configuration.Current;
        var reload = new ReloadState(keepers.Configuration, keepers.Tls, keepers.AllowList);
        _supervisor = new Supervisor(FaultPoint.FromEnvironment(), time, loggers.CreateLogger<Supervisor>());
        _ledger = new RebootLedger(AgentPaths.Reboots(settings), AgentPaths.GoingDown(settings));
        _host = BootMark.Facts(paths.Host, paths.BootMark, _ledger.Latest());
        _bus = new SystemBus(paths.BusAddress, time, loggers.CreateLogger<SystemBus>());
        _packages = new PackageRoom(_bus, paths, _host.OsRelease, settings, () => reload.Settings.Cache.StaleAfter, time, loggers);
        (_store, var journal) = JobStore.Open(settings.Jobs.StoragePath, new JobHistory(settings.Jobs.HistoryLimit, settings.Jobs.HistoryAge), time);
        var late = new LateExecutor();
        var jobLogger = loggers.CreateLogger<JobService>();
        var options = new JobServiceOptions(settings.Jobs.MaxQueueDepth, settings.Jobs.Timeout, _host.BootId)
        {
            StallAfter = settings.Jobs.StallAfter,
            BreakStalled = settings.Jobs.BreakStalled,
            Working = _supervisor.Pulse("jobs").Work,
        };
        _jobs = new JobService(_store, late, options, time, jobLogger, _packages.Activity);
        if (_store.StorageProblem is { } problem)
        {
            JobsLog.JournalProblem(jobLogger, problem);
        }

        if (journal.CorruptLines.Count > 0)
        {
            JobsLog.JournalProblem(jobLogger, $"{journal.CorruptLines.Count} corrupt lines were set aside");
        }

        var (logind, evidence) = (new LogindClient(_bus), new RebootEvidence(new SystemdClient(_bus), _host, time));
        var rebootLogger = loggers.CreateLogger<RebootService>();
        _rebootWatch = new RebootWatch(_jobs, logind, evidence, time, rebootLogger);
        _reboots = new RebootService(_jobs, logind, evidence, _rebootWatch, _host, new RebootHints(paths.RebootHints), time, rebootLogger);
        _back = new RebootReturn(_jobs, _ledger, evidence, _reboots, logind, _host, time, rebootLogger);
        _restarts = new RestartRoom(_bus, paths, () => reload.Settings.Restart.Deny, time);
        late.Executor = _restarts.Around(new PackageJobExecutor(
            _packages.Backend, _packages.Planner, _packages.Installed, _packages.Patches, _packages.Refresher, _packages.Terminal, _packages.KeptFiles,
            _packages.Store, _packages.Marks, _reboots, _packages.Rescue, _packages.Activity, _packages.Repairs, time,
            new BeforeSet(AgentPaths.BeforeSet(settings), PackageRoom.WriteCache)));
        _recovery = new Recovery(_jobs, _reboots, _back, _packages.Installed, _host.BootId, time, jobLogger);
        _audit = new AuditLog(settings.Logging.AuditFilePath, () => reload.Settings.Logging.AuditRetention, time, loggers.CreateLogger<AuditLog>())
        {
            Working = _supervisor.Pulse("audit").Work,
        };
        _jobAudit = new JobAudit(_store, _audit, time) { Working = _supervisor.Pulse("job ends").Work };
        _reloader = new Reloader(paths.ConfigurationFile, keepers.Configuration, keepers.Tls, keepers.AllowList, logs.Level, Reloaded, time, loggers.CreateLogger<Reloader>())
        {
            Working = _supervisor.Pulse("reload").Work,
            Seen = keepers.Seen,
            First = keepers.FirstAllowList,
        };
        _crl = new CrlDownloader(keepers.Tls, () => reload.Settings, time, loggers.CreateLogger<CrlDownloader>()) { Taken = Review };
        _trim = new QuietTrim(time);
        _denied = new OncePerMinute(time);
        _tls = new DaemonTls(keepers.Tls, () => reload.Settings.Tls.CrlPolicy, time);
        _server = Server(reload);
        keepers.AllowList.Changed = Review;
        foreach (var what in refused)
        {
            DaemonLog.NotRestricted(loggers.CreateLogger<Agent>(), what);
        }
    }

    public IReadOnlyList<IPEndPoint> Endpoints => _server.BoundEndpoints;

    /// <summary>Makes the first connection to the bus, so that the first request finds it. One that hangs is not waited for: a host
    /// with a broken bus is reachable and says so.</summary>
    public async Task ConnectAsync(CancellationToken shutdown)
    {
        try
        {
            await _bus.StartAsync(shutdown).AsTask().WaitAsync(BusWait, _time, shutdown).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The attempt goes on in the background; requests that need the bus say that it does not answer.
        }
    }

    /// <summary>One line for the service manager: what everybody should see first.</summary>
    public string Status => _keepers.AllowList.Nobody is { } nobody ? nobody : $"listens on {string.Join(", ", Endpoints)}";

    /// <summary>Called when <see cref="Status"/> may be another; must not block or throw.</summary>
    public Action? StatusChanged { private get; set; }

    /// <summary>Binds; why not when an address cannot be had, else null.</summary>
    public string? Listen()
    {
        _reloader.Begin();
        var logger = _logs.Factory.CreateLogger<Agent>();
        var failures = _server.Start();
        foreach (var failure in failures)
        {
            DaemonLog.BindFailed(logger, failure.Endpoint.ToString(), BindWords.Of(failure.Reason));
        }

        if (failures.Count == 0)
        {
            DaemonLog.Listening(logger, VersionText.Own(), string.Join(", ", Endpoints));
        }

        // What starting up used is not needed again.
        _trim.Touch();
        return failures is [var first, ..] ? $"cannot listen on {first.Endpoint}: {BindWords.Of(first.Reason)}" : null;
    }

    /// <summary>Whether the service manager may hear that all is well.</summary>
    public bool IsAlive() => _supervisor.IsAlive();

    /// <summary>Reads configuration, certificates and allow-list again; ends when that is done.</summary>
    public Task ReloadAsync() => _reloader.AskAsync();

    public void SignalIgnored(string signal) => DaemonLog.SignalIgnored(_logs.Factory.CreateLogger<Agent>(), signal);

    /// <summary>
    /// Works until <paramref name="shutdown"/> fires. Readiness does not wait for the bus: a host with a broken one is reachable and says
    /// so. Nothing but the jobs waits for those of the former run to be accounted for.
    /// </summary>
    /// <returns>False when a task without which the agent cannot go on has ended before that.</returns>
    public async Task<bool> RunAsync(CancellationToken shutdown)
    {
        _audit.Write(new AuditEntry.Agent(_time.GetUtcNow(), "start", BuildInfo.Version, _host.BootId));
        Begin(shutdown);
        var first = await Task.WhenAny(_supervisor.Failed, Task.Delay(Timeout.InfiniteTimeSpan, shutdown)).ConfigureAwait(false);
        return first != _supervisor.Failed;
    }

    /// <summary>All tasks, with their names in the log and in health.</summary>
    private void Begin(CancellationToken shutdown)
    {
        // In this order: what the former run left untold is found before the writer adds to the log, and before more jobs end.
        var told = _supervisor.StartUp("missed audit lines", _jobAudit.TellMissed, shutdown);
        _auditing = _supervisor.Vital("audit", _ => WriteAuditAsync(told), shutdown);
        var seen = _supervisor.StartUp("boot", _back.Begin, shutdown, after: told);
        var known = _supervisor.StartUp("recovery", _recovery.Begin, shutdown, after: seen);
        _supervisor.Vital("jobs", JobsAsync, shutdown, after: known);
        _supervisor.Vital("job ends", _jobAudit.RunAsync, shutdown);
        _supervisor.Vital("reload", _reloader.RunAsync, shutdown);
        _supervisor.Vital("listener", token => _server.Accepting.WaitAsync(token), shutdown);
        _supervisor.Optional("allow-list names", _keepers.AllowList.RunAsync, ends: false, shutdown);
        _supervisor.Optional("patches", _packages.Patches.RunAsync, ends: false, shutdown);
        _supervisor.Optional("revocation list", _crl.RunAsync, ends: false, shutdown);
        _supervisor.Optional("reboot", _back.RunAsync, ends: true, shutdown, after: known);

        // A client that was served before the bus was there has left a bad answer, which would be believed for a while.
        _supervisor.Optional("probe", _packages.Probe.NowAsync, ends: true, shutdown);
    }

    /// <summary>The queue waits until the jobs of the former life are accounted for; nothing else does.</summary>
    private async Task JobsAsync(CancellationToken shutdown)
    {
        await _recovery.RunAsync(shutdown).ConfigureAwait(false);
        await _jobs.RunAsync(shutdown).ConfigureAwait(false);
    }

    /// <summary>Finishes the requests in flight, and waits for the tasks, whose shutdown has fired. The job in hand stays in the journal; its
    /// transaction goes on in its own service.</summary>
    public async Task DrainAsync(TimeSpan grace)
    {
        DaemonLog.Stopping(_logs.Factory.CreateLogger<Agent>());
        _jobs.Close();
        var goingDown = _back.StopAsync();
        await _server.DrainAsync(grace, CancellationToken.None).ConfigureAwait(false);
        await goingDown.ConfigureAwait(false);
        await _supervisor.EndAsync(_auditing, grace).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        await EndAuditAsync().ConfigureAwait(false);
        await _bus.DisposeAsync().ConfigureAwait(false);
        _rebootWatch.Dispose();
        _trim.Dispose();
        _store.Dispose();
    }

    /// <summary>After the last answer and the last end of a job, so that each has its line.</summary>
    private async Task EndAuditAsync()
    {
        if (_auditing is { } writing)
        {
            _jobAudit.Tell();
            _audit.Write(new AuditEntry.Agent(_time.GetUtcNow(), "stop", BuildInfo.Version, _host.BootId));
            _audit.Complete();
            await writing.WaitAsync(AuditLimits.EndPatience, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _audit.Dispose();
    }

    /// <summary>Also when what was missed could not be found out: the end of this run has a line.</summary>
    private async Task WriteAuditAsync(Task<bool> told)
    {
        await told.ConfigureAwait(false);
        await _audit.RunAsync().ConfigureAwait(false);
    }

    private void Reloaded()
    {
        Review();
        _crl.Reloaded();
        StatusChanged?.Invoke();
    }

    /// <summary>Open connections are held to the allow-list, the authorities and the revocation lists that are in force now.</summary>
    private void Review() => _server.Review(new ConnectionReview(address => _keepers.AllowList.Current.Allows(address), _tls.IsRevoked)
    {
        IsAccepted = _tls.IsAccepted,
    });

    private HttpServer Server(ReloadState reload)
    {
        var settings = reload.Settings;
        var envelope = new Envelope(_time);
        var rates = new RateLimiter(() => reload.Settings.RateLimit, _time);
        var idempotency = new IdempotencyGate(_store, new AnswerStore(AgentPaths.FirstAnswers(settings), _time));
        var routes = RouteTable(reload);
        var dispatcher = new Dispatcher(routes, idempotency, rates, () => reload.Settings.Access, envelope, _requests, _audit, _time, _logs.Factory.CreateLogger<Dispatcher>());
        return new HttpServer(new HttpServerOptions
        {
            Endpoints = [.. settings.Server.Bind.Select(address => new IPEndPoint(address, settings.Server.Port))],
            Limits = new HttpLimits
            {
                HeadTimeout = settings.Server.Timeout,
                BodyTimeout = settings.Server.Timeout,
                HandshakesPerSecondPerAddress = settings.Server.HandshakesPerSecond,
            },
            AddressFilter = address =>
            {
                _trim.Touch();
                if (_keepers.AllowList.Current.Allows(address))
                {
                    return true;
                }

                var text = address.ToString();
                _audit.Drop(AuditDrop.AddressDenied, text);
                if (_denied.IsNews(text))
                {
                    DaemonLog.AddressDenied(_logs.Factory.CreateLogger<Agent>(), text, settings.Whitelist.Path);
                }

                return false;
            },
            ConnectionClosed = _trim.Closed,
            OverLimit = address => _audit.Drop(AuditDrop.OverLimit, address.ToString()),
            FaultAnswered = (fault, requestId, client) => _audit.Write(Auditing.OfFault(fault, requestId, client, _time.GetUtcNow())),
            Tls = _tls,
            Handler = (exchange, cancellationToken) =>
            {
                _trim.Touch();
                return dispatcher.HandleAsync(exchange, cancellationToken);
            },
            IsQuick = request => !request.HasBody && routes.Match(request.Method, request.Path).Value is { IsQuick: true },
            Faults = envelope.WriteFault,
            Time = _time,
            Loggers = _logs.Factory,
        });
    }

    private Http.Routing.RouteTable<ApiRoute> RouteTable(ReloadState reload)
    {
        var mutations = new Mutations(_packages.Probe, new PlanGate(_packages.Planner), _jobs, _packages.Freshness);
        bool PackageJobRuns() => _jobs.Active().Any(j => j.Status != JobStatus.Pending);
        var checks = new CheckTable(
        [
            .. AgentChecks.OfHost(_bus, _packages, _host, reload, PackageJobRuns, _time),
            .. AgentChecks.OfAgent(_refused, _host, _jobs, () => _audit.Problem, () => _supervisor.Down),
        ]);
        var undo = new UndoPlans(_packages.Installed, _packages.Catalogue, _packages.Store);
        var build = new Build(BuildInfo.Commit, VersionText.OwnBuildId());
        return Routes.Table(
            new HealthApi(_host, reload, _packages.Probe, _packages.Patches, _packages.Freshness, checks, _jobs, () => _audit.Problem, build, _time)
            {
                Down = () => _supervisor.Down,
            },
            new SystemApi(_host, _reboots, _packages.Probe, _packages.Patches, _jobs, _packages.Installed, checks, _packages.LocalPackageManager),
            new ServicesApi(new ServiceStates(new SystemdClient(_bus))),
            new RestartsApi(_restarts.Knowledge, _restarts.Units, _restarts.Deny, _host, _reboots, _jobs),
            new RebootApi(_reboots, _ledger),
            new PackagesApi(_packages.Installed, _packages.Patches, _packages.Catalogue, _packages.Freshness, new HeldLists()),
            new PackageChangesApi(mutations),
            new PatchesApi(_packages.Patches, _packages.Installed, _packages.Freshness),
            new ApplyApi(mutations, _packages.Patches, _packages.Installed),
            new JobsApi(_jobs, undo),
            new RollbackApi(_jobs, undo, mutations),
            new RepairApi(_packages.Probe, _packages.Installed, _packages.Repairs, _jobs),
            new WatchApi(_jobs, _time),
            new MetricsApi(() => _server.Counters, _requests, reload, checks, _jobs, () => _audit.Lost, BuildInfo.Version, _time));
    }
}
