using System.Net;
using System.Text.Json;
using LinuxPatchApi.Access.Rates;
using LinuxPatchApi.Api;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Idempotency;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Tests.Api.OpenApi;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Api;

/// <summary>Every route of the daemon's own table with every role, through the real dispatcher; only the handlers are replaced.</summary>
public sealed class RoleRoutesTests : IDisposable
{
    /// <summary>What an operator may change. Everything else that changes something is the admin's.</summary>
    private static readonly string[] Operators =
    [
        "restartService", "repairPackages", "installPackages", "updatePackage", "removePackage", "applyPatches", "cancelJob", "rollbackJob",
    ];

    private static readonly string[] Admins = ["reboot", "cancelReboot"];

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly JobStore _store;
    private readonly AuditLog _audit;
    private readonly Dispatcher _dispatcher;
    private AccessSettings _access = new(null);
    private int _handled;

    public RoleRoutesTests()
    {
        (_store, _) = JobStore.Open(_directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock);
        _audit = new AuditLog(_directory.File("audit.log"), () => TimeSpan.FromDays(1), _clock, TestLog.Of<AuditLog>());
        var routes = new RouteTable<ApiRoute>(OpenApiBuilder.Routes.Select(
            route => new Route<ApiRoute>(route.Method, route.Template, route.Value with { Handler = Handle })));
        _dispatcher = new Dispatcher(
            routes,
            new IdempotencyGate(_store, new AnswerStore(_directory.File("answers"), (_, _) => { }, _clock)),
            new RateLimiter(() => new RateLimitSettings(false, 1, 1, 1, 1), _clock),
            () => _access,
            new Envelope(_clock),
            _audit,
            _clock,
            TestLog.Of<Dispatcher>());
    }

    public static TheoryData<string, string, string, string> Pairs()
    {
        var pairs = new TheoryData<string, string, string, string>();
        foreach (Route<ApiRoute> route in OpenApiBuilder.Routes)
        {
            foreach (AccessRole role in Enum.GetValues<AccessRole>())
            {
                pairs.Add(route.Method, route.Template, route.Value.Operation, role.ToString());
            }
        }
        return pairs;
    }

    public void Dispose()
    {
        _audit.Dispose();
        _store.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Role_opens_a_route_or_is_told_which_would(string method, string template, string operation, string roleName)
    {
        AccessRole role = Enum.Parse<AccessRole>(roleName);
        AccessRole needed = method == "GET" ? AccessRole.Reader
            : Operators.Contains(operation) ? AccessRole.Operator
            : Admins.Contains(operation) ? AccessRole.Admin
            : throw new InvalidOperationException($"say here which role {operation} needs");
        Give(role);

        MemoryExchange answered = await AskAsync(method, template.Replace("{name}", "web").Replace("{id}", Guid.NewGuid().ToString()));

        if (role >= needed)
        {
            Assert.Equal((200, 1), (answered.Status, _handled));
            return;
        }
        Assert.Equal((403, 0), (answered.Status, _handled));
        JsonElement error = JsonDocument.Parse(answered.Text).RootElement.GetProperty("error");
        Assert.Equal("FORBIDDEN", error.GetProperty("code").GetString());
        Assert.False(error.GetProperty("retryable").GetBoolean());
        Assert.Equal(AccessRoles.Word(needed), error.GetProperty("details").GetProperty("required_role").GetString());
        Assert.Equal(AccessRoles.Word(role), error.GetProperty("details").GetProperty("role").GetString());
    }

    [Fact]
    public async Task Without_roles_every_certificate_is_admin()
    {
        await AskAsync("POST", "/api/v1/system/reboot");
        Assert.Equal(1, _handled);
    }

    [Fact]
    public async Task Changed_roles_count_from_the_next_request_on()
    {
        Give(AccessRole.Admin);
        Assert.Equal(200, (await AskAsync("POST", "/api/v1/system/reboot")).Status);
        Give(AccessRole.Reader);
        Assert.Equal(403, (await AskAsync("POST", "/api/v1/system/reboot")).Status);
    }

    [Fact]
    public async Task Head_needs_what_get_needs()
    {
        Give(AccessRole.None);
        Assert.Equal(403, (await AskAsync("HEAD", "/health")).Status);
    }

    [Fact]
    public async Task Audit_line_tells_the_role_and_the_refusal()
    {
        Give(AccessRole.Operator);
        await AskAsync("POST", "/api/v1/system/reboot");
        await AskAsync("POST", "/api/v1/patches/apply");
        _audit.Complete();
        await _audit.RunAsync();
        string[] lines = [.. File.ReadAllLines(_directory.File("audit.log")).Where(line => line.Contains("\"request\"", StringComparison.Ordinal))];
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Contains("\"role\":\"operator\"", line, StringComparison.Ordinal));
        Assert.Contains("\"status\":403,\"code\":\"FORBIDDEN\"", lines[0], StringComparison.Ordinal);
    }

    private void Give(AccessRole role) => _access = new AccessSettings(
        [new RoleRule(role == AccessRole.None ? AccessRole.Admin : role, CertificatePart.Subject, role == AccessRole.None ? "CN=other" : "CN=me")]);

    private async Task<MemoryExchange> AskAsync(string method, string path)
    {
        var exchange = new MemoryExchange(method, path, new ClientIdentity("CN=me", "01", new string('a', 64), IPAddress.Loopback));
        await _dispatcher.HandleAsync(exchange.Exchange, TestContext.Current.CancellationToken);
        return exchange;
    }

    private ValueTask<ApiAnswer?> Handle(ApiRequest request, CancellationToken cancellationToken)
    {
        _handled++;
        return new(new ApiAnswer.Raw("text/plain", "done"u8.ToArray()));
    }
}
