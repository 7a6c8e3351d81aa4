using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.Access.Rates;
using LinuxPatchApi.Api;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Api.Idempotency;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Metrics;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Api.Sockets;

/// <summary>The two watching routes behind the real dispatcher and HTTP server on loopback, in clear text, with a real job store.</summary>
internal sealed class WatchHost : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly JobStore _store;
    private readonly HttpServer _server;
    private readonly FixedSnapshot _inForce;
    private AccessSettings _access = new(null);

    public WatchHost()
    {
        (_store, _) = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), Clock);
        var options = new JobServiceOptions(10, TimeSpan.FromMinutes(30), "boot-1");
        Jobs = new JobService(_store, options, Clock, TestLog.Of<JobService>());
        var watch = new WatchApi(Jobs, Clock);
        var routes = new RouteTable<ApiRoute>(
        [
            ApiRoute.Watch("/api/v1/jobs/{id}/events", "streamJobEvents", watch.EventsAsync, "after", "logs"),
            ApiRoute.Watch("/api/v1/ws/jobs", "jobSocket", watch.SocketAsync),
        ]);
        var envelope = new Envelope(Clock);
        var gate = new IdempotencyGate(_store, new AnswerStore(_directory.File("answers"), Clock));
        _inForce = new FixedSnapshot(settings => settings with
        {
            Access = _access,
            RateLimit = new RateLimitSettings(false, 1, 1, 1, 1),
        });
        Audit = new AuditLog(_directory.File("audit.log"), () => TimeSpan.FromDays(1), Clock, TestLog.Of<AuditLog>());
        var dispatcher = new Dispatcher(
            routes, gate, new RateLimiter(Clock), _inForce, envelope, new RequestCounts(), Audit, Clock, TestLog.Of<Dispatcher>());
        _server = new HttpServer(
            new HttpServerOptions
            {
                Endpoints = [new IPEndPoint(IPAddress.Loopback, 0)],
                AddressFilter = _ => true,
                Tls = new NoTls(),
                Handler = dispatcher.HandleAsync,
                Faults = envelope.WriteFault,
                Time = Clock,
                Loggers = NullLoggerFactory.Instance,
            },
            new ClearText());
        Assert.Empty(_server.Start());
    }

    public FakeTimeProvider Clock { get; } = new(JobSamples.Start);

    public JobService Jobs { get; }

    public AuditLog Audit { get; }

    public HttpServerCounters Counters => _server.Counters;

    public int Port => _server.BoundEndpoints[0].Port;

    /// <summary>Changes the roles, as a reload of the configuration does.</summary>
    public void Give(AccessSettings access)
    {
        _access = access;
        _inForce.Publish();
    }

    /// <param name="isOwn">True for a job of the certificate that the sockets have.</param>
    public Guid Add(JobStatus status = JobStatus.Pending, bool isOwn = false)
    {
        var job = JobSamples.New() with { RequestedBy = JobSamples.Someone with { Fingerprint = isOwn ? "aa" : "bb" } };
        _store.Add(job);
        if (status != JobStatus.Pending)
        {
            Start(job.Id);
        }

        return job.Id;
    }

    public void Start(Guid id) => _store.Update(id, j => JobTransitions.Start(j, Clock.GetUtcNow()), persist: true);

    public void Progress(Guid id, int percent) => _store.Update(id, j => j with { Progress = percent }, persist: false);

    public void End(Guid id) =>
        _store.Update(id, j => JobTransitions.End(j, new JobEnd.Completed("done"), Clock.GetUtcNow()), persist: true);

    public void Log(Guid id, string line) => _store.Update(id, j => j with { Logs = [.. j.Logs, line] }, persist: false);

    /// <summary>A socket that has sent a frame, and read its answer and the greeting.</summary>
    public async Task<ClientWebSocket> ListenerAsync()
    {
        var socket = await SocketAsync();
        await ReceiveAsync(socket);
        await SayAsync(socket, """{"action":"ping"}""");
        Assert.Equal("pong  pong 0", await ReceiveAsync(socket));
        return socket;
    }

    public async Task<ClientWebSocket> SocketAsync()
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{Port}/api/v1/ws/jobs"), TestContext.Current.CancellationToken);
        return socket;
    }

    public static async Task SayAsync(WebSocket socket, string text) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    /// <summary>The next frame as <c>event job status progress</c>, or <c>close 1000</c>.</summary>
    public static async Task<string> ReceiveAsync(WebSocket socket)
    {
        var buffer = new byte[4096];
        var result = await Eventually.SoonAsync(socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken));
        if (result.MessageType == WebSocketMessageType.Close)
        {
            return $"close {(int)socket.CloseStatus!.Value}";
        }

        var frame = JsonDocument.Parse(buffer.AsMemory(0, result.Count)).RootElement;
        var (name, job) = (frame.GetProperty("event").GetString(), frame.GetProperty("job_id").GetString());
        return $"{name} {job} {frame.GetProperty("status").GetString()} {frame.GetProperty("progress").GetInt32()}";
    }

    /// <summary>An HTTP client of this server.</summary>
    public HttpClient Http() => new() { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _store.Dispose();
        _directory.Dispose();
    }

    private sealed class ClearText : ITransport
    {
        public ValueTask<TransportResult> EstablishAsync(SocketStream raw, IPAddress address, CancellationToken cancellationToken) =>
            new(TransportResult.Established(raw, new ClientIdentity("CN=manager", "0A", "aa", address), []));
    }

    private sealed class NoTls : IServerTls
    {
        public ServerTlsSnapshot Current => throw new InvalidOperationException("clear text only");
    }
}
