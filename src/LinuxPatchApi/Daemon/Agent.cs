using System.Net;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Daemon.ManagerRepositories;
using LinuxPatchApi.Daemon.Memory;
using LinuxPatchApi.Daemon.Reloading;
using LinuxPatchApi.Daemon.Revocation;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Logging;
using LinuxPatchApi.Logging.Output;
using LinuxPatchApi.ManagerRepository;
using LinuxPatchApi.Supervision;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>The daemon, assembled by hand from its modules, and its life from the first bind to the last log line.</summary>
internal sealed class Agent : IAsyncDisposable
{
    /// <summary>
    /// How long the first connection to the bus is awaited. Origin: a local socket answers in milliseconds; the unit's start timeout is 90
    /// s.
    /// </summary>
    private static readonly TimeSpan BusWait = TimeSpan.FromSeconds(2);

    private readonly FilesInForce _files;
    private readonly AgentFacts _facts;
    private readonly LogOutput _logs;
    private readonly TimeProvider _time;
    private readonly Supervisor _supervisor;
    private readonly SystemBus _bus;
    private readonly PackageModule _packages;
    private readonly JobModule _jobs;
    private readonly AuditLog _audit;
    private readonly JobAudit _jobAudit;
    private readonly Reloader _reloader;
    private readonly CrlDownloader _crl;
    private readonly RepositoryModule _repository;
    private readonly DaemonTls _tls;
    private readonly QuietTrim _trim;
    private readonly HttpServer _server;
    private readonly SocketsProbe _sockets;
    private long _seenAtWatch;
    private Task? _auditing;

    /// <param name="refused">Restrictions that this process failed to apply to itself.</param>
    public Agent(AgentPaths paths, AgentStart.Begun begun, AgentFacts facts, LogOutput logs, IReadOnlyList<string> refused,
        TimeProvider time)
    {
        (_files, _facts, _logs, _time) = (begun.Files, facts, logs, time);
        var (files, loggers) = (begun.Files, logs.Factory);
        _supervisor = new Supervisor(FaultPoint.FromEnvironment(), time, loggers.CreateLogger<Supervisor>());
        _bus = new SystemBus(paths.BusAddress, time, loggers.CreateLogger<SystemBus>());
        _packages = new PackageModule(_bus, paths, facts.Packages, files, time, loggers);
        _jobs = new JobModule(paths, facts, files, _bus, _packages, _supervisor.Pulse("jobs"), time, loggers);
        var auditPath = files.Current.Settings.Logging.AuditFilePath;
        _audit = new AuditLog(auditPath, () => files.Current.Settings.Logging.AuditRetention, time, loggers.CreateLogger<AuditLog>())
        {
            Working = _supervisor.Pulse(JobAudit.Writer).Work,
        };
        _jobAudit = new JobAudit(facts.Store, _audit, time);
        _reloader = new Reloader(files, time, loggers.CreateLogger<Reloader>())
        {
            Working = _supervisor.Pulse("reload").Work,
            Seen = begun.Seen,
            First = begun.FirstAllowList,
        };
        _crl = new CrlDownloader(files, time, loggers.CreateLogger<CrlDownloader>());
        _repository = new RepositoryModule(
            RepositoryHost.Of(_packages.Family, AgentChecks.Release(facts.Host.OsRelease), paths.Host.Root),
            AgentPaths.ManagerRepository(files.Current.Settings), files, _bus,
            _packages.Repositories.Now, cancellationToken => _packages.Refresher.RefreshAsync(null, cancellationToken), time, loggers);
        _packages.Refresher.Failed += _ =>
        {
            if (_repository.View.Now() is { IsUnread: true })
            {
                _repository.Sync.Doubt();
            }
        };
        _trim = new QuietTrim(time);
        _sockets = new SocketsProbe(_supervisor.Pulse("sockets").Work);
        _tls = new DaemonTls(files, time);
        _server = new HttpModule(facts, files, _bus, _packages, _jobs, _repository.View, _audit, _supervisor, _trim, refused, time, loggers)
            .Server(_tls);
        files.Changed += OnSnapshotChanged;
        foreach (var what in refused)
        {
            DaemonLog.NotRestricted(loggers.CreateLogger<Agent>(), what);
        }
    }

    public IReadOnlyList<IPEndPoint> Endpoints => _server.BoundEndpoints;

    /// <summary>
    /// Connects to the bus, so that the first request finds the connection ready. Does not wait for one that hangs: a host with a broken
    /// bus is reachable and reports it.
    /// </summary>
    public async Task ConnectAsync(CancellationToken shutdown)
    {
        try
        {
            await _bus.StartAsync(shutdown).AsTask().WaitAsync(BusWait, _time, shutdown);
        }
        catch (TimeoutException)
        {
            // The attempt continues in the background; requests that need the bus report that it does not answer.
        }
    }

    /// <summary>One line for the service manager: the most important fact.</summary>
    public string Status => _files.Current.Nobody is { } nobody ? nobody : $"listens on {string.Join(", ", Endpoints)}";

    /// <summary>Raised when <see cref="Status"/> may have changed. Handlers must neither block nor throw.</summary>
    public event Action? StatusChanged;

    /// <summary>Binds all addresses; returns why an address cannot be bound, else null.</summary>
    public string? Listen()
    {
        _reloader.Begin();
        var logger = _logs.Factory.CreateLogger<Agent>();
        var failures = _server.Start();
        foreach (var failure in failures)
        {
            DaemonLog.BindFailed(logger, failure.Endpoint.ToString(), BindErrorText.Of(failure.Reason));
        }

        if (failures.Count == 0)
        {
            DaemonLog.Listening(logger, VersionText.Own(), string.Join(", ", Endpoints));
        }

        // Memory used by the start-up is not needed again.
        _trim.Touch();
        return failures is [var first, ..] ? $"cannot listen on {first.Endpoint}: {BindErrorText.Of(first.Reason)}" : null;
    }

    /// <summary>
    /// True when the watchdog may be fed. Probes the sockets' thread only after requests: nothing but a request can block it, and an idle
    /// agent is not woken.
    /// </summary>
    public bool IsAlive()
    {
        var seen = _server.Counters.Accepted + _server.Counters.Requests;
        if (Interlocked.Exchange(ref _seenAtWatch, seen) != seen)
        {
            _sockets.Probe();
        }

        return _supervisor.IsAlive();
    }

    /// <summary>Reads configuration, certificates and allow-list again; completes when that is done.</summary>
    public Task ReloadAsync() => _reloader.ReloadAsync();

    public void SignalIgnored(string signal) => DaemonLog.SignalIgnored(_logs.Factory.CreateLogger<Agent>(), signal);

    /// <summary>
    /// Runs until <paramref name="shutdown"/> fires. Readiness does not wait for the bus: a host with a broken bus is reachable and reports
    /// it. Only jobs wait until the jobs of the previous run are accounted for.
    /// </summary>
    /// <returns>False when a vital task has ended before that.</returns>
    public async Task<bool> RunAsync(CancellationToken shutdown)
    {
        _audit.Write(new AuditEntry.Agent(_time.GetUtcNow(), "start", BuildInfo.Version, _facts.Host.BootId));
        _auditing = _supervisor.Begin(Tasks, shutdown)[JobAudit.Writer];
        var first = await Task.WhenAny(_supervisor.Failed, Task.Delay(Timeout.InfiniteTimeSpan, shutdown));
        return first != _supervisor.Failed;
    }

    /// <summary>All tasks, in the order of their start.</summary>
    internal IReadOnlyList<SupervisedTask> Tasks =>
    [
        .. _jobAudit.Supervised,
        .. _jobs.Supervised,
        _reloader.Supervised,
        new("listener", TaskKind.Vital, shutdown => _server.Accepting.WaitAsync(shutdown)),
        _files.Supervised,
        .. _packages.Supervised,
        _crl.Supervised,
        _repository.Sync.Supervised,
    ];

    /// <summary>
    /// Finishes the requests in flight and waits for the tasks, whose shutdown has fired. The running job stays in the journal; its
    /// transaction continues in its own service.
    /// </summary>
    public async Task DrainAsync(TimeSpan grace)
    {
        DaemonLog.Stopping(_logs.Factory.CreateLogger<Agent>());
        _jobs.Jobs.Close();
        var goingDown = _jobs.Back.StopAsync();
        await _server.DrainAsync(grace, CancellationToken.None);
        await goingDown;
        await _supervisor.EndAsync(_auditing, grace);
    }

    public async ValueTask DisposeAsync()
    {
        _files.Changed -= OnSnapshotChanged;
        await _server.DisposeAsync();
        await EndAuditAsync();
        await _bus.DisposeAsync();
        _sockets.Dispose();
        _jobs.Dispose();
        _trim.Dispose();
        _facts.Store.Dispose();
    }

    /// <summary>Runs after the last answer and the last end of a job, so that each gets its line.</summary>
    private async Task EndAuditAsync()
    {
        if (_auditing is { } writing)
        {
            _audit.Write(new AuditEntry.Agent(_time.GetUtcNow(), "stop", BuildInfo.Version, _facts.Host.BootId));
            _audit.Complete();
            await writing.WaitAsync(AuditLimits.EndPatience, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _audit.Dispose();
    }

    /// <summary>Checks open connections against the allow-list, authorities and revocation lists that are now in force.</summary>
    private void OnSnapshotChanged(Snapshot now)
    {
        _logs.Level.Set(now.Settings.Logging.Level);
        _server.Review(
            new ConnectionReview(address => _files.Current.Allowed.Allows(address), _tls.IsRevoked) { IsAccepted = _tls.IsAccepted });
        _ = Task.Run(_jobs.Jobs.TellRightLost);
        StatusChanged?.Invoke();
    }
}
