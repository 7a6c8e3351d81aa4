using System.Text.Json;
using LinuxPatchApi.Api;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tests.Api.OpenApi;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Api;

/// <summary>Every route of the daemon with every role, through the real dispatcher; only the handlers are replaced.</summary>
public sealed class RoleRoutesTests : IDisposable
{
    /// <summary>The changes an operator may make. All others require an admin.</summary>
    private static readonly string[] Operators =
    [
        "restartService", "repairPackages", "installPackages", "updatePackage", "removePackage", "applyPatches", "cancelJob", "rollbackJob",
    ];

    private static readonly string[] Admins = ["reboot", "cancelReboot", "updateAgent"];

    private readonly DispatcherHost _host = new();

    public static TheoryData<string, string, string, string> Pairs()
    {
        var pairs = new TheoryData<string, string, string, string>();
        foreach (var route in OpenApiBuilder.Routes)
        {
            foreach (var role in Enum.GetValues<AccessRole>())
            {
                pairs.Add(route.Method, route.Template, route.Value.Operation, role.ToString());
            }
        }
        return pairs;
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Role_is_admitted_or_the_required_one_is_named(string method, string template, string operation, string roleName)
    {
        var role = Enum.Parse<AccessRole>(roleName);
        var needed = method == "GET" ? AccessRole.Reader
            : Operators.Contains(operation) ? AccessRole.Operator
            : Admins.Contains(operation) ? AccessRole.Admin
            : throw new InvalidOperationException($"say here which role {operation} needs");
        Give(role);

        var answered = await _host.QueryAsync(method, template.Replace("{name}", "web").Replace("{id}", Guid.NewGuid().ToString()));

        if (role >= needed)
        {
            Assert.Equal((200, 1), (answered.Status, _host.Handled));
            return;
        }
        Assert.Equal((403, 0), (answered.Status, _host.Handled));
        var error = JsonDocument.Parse(answered.Text).RootElement.GetProperty("error");
        Assert.Equal("FORBIDDEN", error.GetProperty("code").GetString());
        Assert.False(error.GetProperty("retryable").GetBoolean());
        Assert.Equal(AccessRoles.WireName(needed), error.GetProperty("details").GetProperty("required_role").GetString());
        Assert.Equal(AccessRoles.WireName(role), error.GetProperty("details").GetProperty("role").GetString());
    }

    [Fact]
    public async Task Without_roles_every_certificate_is_admin()
    {
        await _host.QueryAsync("POST", "/api/v1/system/reboot");
        Assert.Equal(1, _host.Handled);
    }

    [Fact]
    public async Task Changed_roles_apply_from_the_next_request()
    {
        Give(AccessRole.Admin);
        Assert.Equal(200, (await _host.QueryAsync("POST", "/api/v1/system/reboot")).Status);
        Give(AccessRole.Reader);
        Assert.Equal(403, (await _host.QueryAsync("POST", "/api/v1/system/reboot")).Status);
    }

    [Theory]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/nothing")]
    [InlineData("PATCH", "/api/v1/jobs")]
    [InlineData("OPTIONS", "/api/v1/jobs")]
    [InlineData("GET", "/api/v1/jobs?nonsense")]
    public async Task Case49_Certificate_without_a_role_learns_nothing_else(string method, string path)
    {
        Give(AccessRole.None);
        var answered = await _host.QueryAsync(method, path);
        Assert.Equal((403, 0), (answered.Status, _host.Handled));
        Assert.Null(answered.Exchange.Response.GetHeader("Allow"));
        var details = JsonDocument.Parse(answered.Text).RootElement.GetProperty("error").GetProperty("details");
        Assert.Equal(("reader", "none"), (details.GetProperty("required_role").GetString(), details.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Head_requires_the_role_of_get()
    {
        Give(AccessRole.None);
        Assert.Equal(403, (await _host.QueryAsync("HEAD", "/health")).Status);
    }

    [Fact]
    public async Task Audit_line_has_the_role_and_the_refusal()
    {
        Give(AccessRole.Operator);
        await _host.QueryAsync("POST", "/api/v1/system/reboot");
        await _host.QueryAsync("POST", "/api/v1/patches/apply");
        var lines = await _host.AuditedAsync();
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Contains("\"role\":\"operator\"", line, StringComparison.Ordinal));
        Assert.Contains("\"status\":403,\"code\":\"FORBIDDEN\"", lines[0], StringComparison.Ordinal);
    }

    private void Give(AccessRole role) => _host.Access = new AccessSettings(
    [
        role == AccessRole.None
            ? new RoleRule(AccessRole.Admin, CertificatePart.Subject, "CN=other")
            : new RoleRule(role, CertificatePart.Subject, "CN=me"),
    ]);
}
