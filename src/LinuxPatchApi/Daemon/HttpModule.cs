using System.Net;
using LinuxPatchApi.Access.Rates;
using LinuxPatchApi.Api;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Api.Idempotency;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Polling;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Api.SelfUpdates;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Daemon.Memory;
using LinuxPatchApi.Doctor;
using LinuxPatchApi.Host;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.ManagerRepository;
using LinuxPatchApi.Metrics;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.ServiceRestarts;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Repositories;
using LinuxPatchApi.Page;
using LinuxPatchApi.Supervision;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>Assembles the HTTP server and everything that answers its requests.</summary>
/// <param name="refused">Restrictions that this process failed to apply to itself.</param>
internal sealed class HttpModule(
    AgentFacts facts,
    FilesInForce files,
    SystemBus bus,
    PackageModule packages,
    JobModule jobs,
    RepositoryView repository,
    AuditLog audit,
    Supervisor supervisor,
    QuietTrim trim,
    IReadOnlyList<string> refused,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private readonly RequestCounts _requests = new();
    private readonly HttpServerCounters _counters = new();
    private readonly OncePerMinute _denied = new(time);
    private readonly ILogger _logger = loggers.CreateLogger<Agent>();

    private AnswerStore? _answers;

    /// <summary>Creates a server; it does not listen until it is started.</summary>
    public HttpServer Server(DaemonTls tls)
    {
        var settings = files.Current.Settings;
        var envelope = new Envelope(time);
        _answers = new AnswerStore(AgentPaths.FirstAnswers(settings), time, ClockMark.BootOf(facts.Host.KernelBootId));
        var idempotency = new IdempotencyGate(facts.Store, _answers);
        var routes = Routes.Table(Subjects());
        var dispatcher = new Dispatcher(
            routes, idempotency, new RateLimiter(time), files, envelope, _requests, audit, time, loggers.CreateLogger<Dispatcher>());
        return new HttpServer(new HttpServerOptions
        {
            Endpoints = [.. settings.Server.Bind.Select(address => new IPEndPoint(address, settings.Server.Port))],
            Limits = new HttpLimits
            {
                HeadTimeout = settings.Server.Timeout,
                BodyTimeout = settings.Server.Timeout,
                HandshakesPerSecondPerAddress = settings.Server.HandshakesPerSecond,
            },
            AddressFilter = IsAllowed,
            AcceptPulse = _ => supervisor.Pulse("listener").Work,
            ConnectionClosed = trim.Closed,
            OverLimit = address => audit.Drop(AuditDrop.OverLimit, address.ToString()),
            FaultAnswered = (fault, requestId, client) => audit.Write(Auditing.OfFault(fault, requestId, client, time.GetUtcNow())),
            Tls = tls,
            Handler = (exchange, cancellationToken) =>
            {
                trim.Touch();
                return dispatcher.HandleAsync(exchange, cancellationToken);
            },
            IsQuick = request => !request.HasBody && routes.Match(request.Method, request.Path).Value is { IsQuick: true },
            Faults = envelope.WriteFault,
            Counters = _counters,
            Time = time,
            Loggers = loggers,
        });
    }

    /// <summary>All subjects with routes. A new one is one file in <c>Api/Handlers</c> and one line here.</summary>
    private IReadOnlyList<IApiRoutes> Subjects()
    {
        var mutations = new Mutations(
            packages.Probe,
            new PlanGate(packages.Planner, time, names => ConcernedPackage.Of(
                names, packages.Installed.Latest, packages.Patches.Latest?.Updates ?? [])),
            jobs.Jobs,
            packages.Freshness,
            (request, cancellationToken) => UnknownNames.Of(
                request,
                packages.Installed.Latest,
                packages.Patches.Latest,
                names => packages.Catalogue.Offered(names, cancellationToken)));
        var checks = new CheckTable(
        [
            .. AgentChecks.OfHost(
                bus, packages, facts.Host, files, repository, () => jobs.Jobs.Active().Any(j => j.Status != JobStatus.Pending), time),
            .. AgentChecks.OfAgent(refused, facts.Host, jobs.Jobs, () => audit.Problem,
                () => [.. facts.Ledger.Notices, .. _answers?.Notice is { } notice ? new[] { notice } : []], () => supervisor.Down),
        ], loggers.CreateLogger<CheckTable>());
        var undo = new UndoPlans(
            packages.Installed, packages.Catalogue, packages.Store, jobs.Jobs.Store.Find, packages.WhyNot, time);
        var build = new Build(BuildInfo.Commit, VersionText.OwnBuildId());
        return
        [
            new HealthApi(
                facts.Host, jobs.Reboots, files, packages.Probe, packages.Patches, packages.Freshness, repository.Now, checks, build, time),
            new SystemApi(facts.Host, jobs.Reboots, packages.Probe, packages.Patches, jobs.Jobs, packages.Installed,
                packages.LocalPackageManager),
            new SummaryApi(facts.Host, jobs.Reboots, packages.Probe, packages.Patches, packages.Installed, packages.Freshness, jobs.Jobs,
                files, time),
            new ServicesApi(new ServiceStates(new SystemdClient(bus), new OpenRcServices(HostPaths.Host))),
            new RestartsApi(jobs.Restarts.Cache, jobs.Restarts.Units, jobs.Restarts.Deny, facts.Host, jobs.Reboots, jobs.Jobs),
            new DoctorApi(checks),
            new RepairApi(packages.Probe, packages.Installed, packages.Repairs, jobs.Jobs),
            new RebootApi(jobs.Reboots, facts.Ledger),
            new PackagesApi(packages.Family, packages.Installed, packages.Patches, packages.Catalogue, packages.Freshness, new HeldLists(),
                time),
            new PackageChangesApi(mutations, packages.Family),
            new SelfUpdateApi(mutations, packages.Family, jobs.SelfUpdate, facts.Store),
            new PatchesApi(packages.Patches, packages.Installed, packages.Freshness),
            new ApplyApi(mutations, packages.Family, packages.Patches, packages.Installed),
            new JobsApi(jobs.Jobs, undo, () => packages.WhyNot(Feature.Cancel)),
            new WatchApi(jobs.Jobs, time),
            new RollbackApi(jobs.Jobs, undo, mutations),
            new MetricsApi([.. Metrics()], checks, new LastExamination(checks, time), build),
            new PageApi(BuildInfo.Version, files),
        ];
    }

    /// <summary>All sources of metrics.</summary>
    private IEnumerable<IMetricSource> Metrics() =>
        [new ServerMetrics(_counters, _requests), new TrustMetrics(files, time), new JobMetrics(jobs.Jobs), new AuditMetrics(audit),
            new UpdateMetrics(packages.Patches, packages.Freshness), new RepositoryMetrics(packages.Repositories, time),
            new RebootMetrics(jobs.Reboots), new RestartMetrics(jobs.Restarts.Cache), new ProcessMetrics("/proc/self", time.GetUtcNow()),
            new ManagerRepositoryMetrics(repository)];

    private bool IsAllowed(IPAddress address)
    {
        trim.Touch();
        if (files.Current.Allowed.Allows(address))
        {
            return true;
        }

        var text = address.ToString();
        audit.Drop(AuditDrop.AddressDenied, text);
        if (_denied.IsNews(text))
        {
            DaemonLog.AddressDenied(_logger, text, files.Current.Settings.Whitelist.Path);
        }

        return false;
    }
}
