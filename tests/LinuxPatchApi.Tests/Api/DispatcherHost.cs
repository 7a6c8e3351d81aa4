using System.Net;
using LinuxPatchApi.Access.Rates;
using LinuxPatchApi.Api;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Idempotency;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Metrics;
using LinuxPatchApi.Tests.Api.OpenApi;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.WireContract;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Api;

/// <summary>The real dispatcher with the route table of the daemon; only the handlers are replaced, by one that counts.</summary>
internal sealed class DispatcherHost : IDisposable
{
    private static readonly WireDocument Contract = WireDocument.Load(Repository.Root);
    private readonly TemporaryDirectory _directory = new();
    private readonly JobStore _store;
    private readonly AuditLog _audit;
    private readonly Dispatcher _dispatcher;

    public DispatcherHost()
    {
        (_store, _) = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), Clock);
        _audit = new AuditLog(_directory.File("audit.log"), () => TimeSpan.FromDays(1), Clock, TestLog.Of<AuditLog>());
        var routes = new RouteTable<ApiRoute>(OpenApiBuilder.Routes.Select(
            route => new Route<ApiRoute>(route.Method, route.Template, route.Value with { Handler = Handle })));
        _dispatcher = new Dispatcher(
            routes,
            new IdempotencyGate(_store, Answers = new AnswerStore(_directory.File("answers"), Clock)),
            new RateLimiter(Clock),
            new FixedSnapshot(settings => settings with { Access = Access, RateLimit = Rates }),
            new Envelope(Clock),
            new RequestCounts(),
            _audit,
            Clock,
            TestLog.Of<Dispatcher>());
    }

    public FakeTimeProvider Clock { get; } = new(JobSamples.Start);

    public AccessSettings Access { get; set; } = new(null);

    public RateLimitSettings Rates { get; set; } = new(false, 1, 1, 1, 1);

    /// <summary>Requests that reached a handler.</summary>
    public int Handled { get; private set; }

    public AnswerStore Answers { get; }

    public JobStore Store => _store;

    /// <summary>The answer of all handlers.</summary>
    public Func<ApiRequest, ApiAnswer> Answer { get; set; } = _ => new ApiAnswer.Raw("text/plain", "done"u8.ToArray());

    /// <summary>Sends a request as CN=me.</summary>
    public Task<MemoryExchange> QueryAsync(string method, string path, string certificate = "a") =>
        SendAsync(method, path, [], "", certificate);

    /// <summary>The same with header lines and a body, whose length or coding the lines must declare.</summary>
    public async Task<MemoryExchange> SendAsync(string method, string path, string[] head, string body = "", string certificate = "a")
    {
        var exchange = new MemoryExchange(method, path, new ClientIdentity("CN=me", "01", certificate, IPAddress.Loopback), head, body);
        await _dispatcher.HandleAsync(exchange.Exchange, TestContext.Current.CancellationToken);
        if (exchange.Status >= 400)
        {
            // The handlers are replaced, so what they answer is the test's own; every refusal before them is real.
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["X-Request-Id"] = exchange.Exchange.Request.RequestId.ToString(),
            };
            foreach (var name in new[] { "Content-Type", "Cache-Control", "Retry-After", "Allow", "ETag", "Sec-WebSocket-Version" })
            {
                if (exchange.Exchange.Response.GetHeader(name) is { } value)
                {
                    headers[name] = value;
                }
            }

            Assert.Empty(Contract.Check(method, path, exchange.Status, headers, System.Text.Encoding.UTF8.GetBytes(exchange.Text)));
        }

        return exchange;
    }

    /// <summary>Completes the audit log and returns its lines of requests.</summary>
    public async Task<string[]> AuditedAsync()
    {
        _audit.Complete();
        await _audit.RunAsync();
        return [.. File.ReadAllLines(_directory.File("audit.log")).Where(line => line.Contains("\"request\"", StringComparison.Ordinal))];
    }

    public void Dispose()
    {
        _audit.Dispose();
        _store.Dispose();
        _directory.Dispose();
    }

    /// <summary>What handlers wait for before they answer.</summary>
    public Task Waiting { get; set; } = Task.CompletedTask;

    private async ValueTask<ApiAnswer?> Handle(ApiRequest request, CancellationToken cancellationToken)
    {
        Handled++;
        await Waiting;
        return Answer(request);
    }
}
