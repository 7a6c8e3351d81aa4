using System.Net;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Api.Handlers;

/// <summary>
/// Whose acknowledgement of removals stays valid until a repair job runs, when the host may have changed since its admission.
/// </summary>
public sealed class RepairRoleTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(JobSamples.Start);
    private readonly JobStore _store;

    public RepairRoleTests() =>
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _time).Store;

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(nameof(AccessRole.Operator), false)]
    [InlineData(nameof(AccessRole.Admin), true)]
    public async Task Case01_Only_an_admin_can_acknowledge_removals_even_while_nothing_would_be_removed(string role, bool isAccepted)
    {
        var paths = new DpkgPaths(_directory.File("root"));
        Directory.CreateDirectory(paths.Updates);
        File.WriteAllText(paths.Status, "Package: web\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\nDescription: d\n");
        var jobs = new JobService(_store, new JobServiceOptions(10, TimeSpan.FromMinutes(30), "boot-1"), _time, TestLog.Of<JobService>());
        var api = new RepairApi(
            new EngineProbe(new FakeEngine(), _time),
            new InstalledCache(new DpkgInstalledSource(paths, _time)),
            new DpkgRepairPlanner(paths),
            jobs);
        const string Body = """{"force": true, "acknowledge_package_removal_risk": true}""";
        var exchange = new MemoryExchange(
            "POST",
            "/",
            new ClientIdentity("CN=me", "01", "a", IPAddress.Loopback),
            ["Content-Type: application/json", $"Content-Length: {Body.Length}"],
            Body);
        var request = new ApiRequest(exchange.Exchange, default) { Role = Enum.Parse<AccessRole>(role) };
        var answer = await api.RepairAsync(request, CancellationToken.None);
        Assert.Equal(202, Assert.IsType<ApiAnswer.Data>(answer).Status);
        Assert.Equal(isAccepted, Assert.IsType<RepairRequest>(Assert.Single(_store.All()).Request).Force);
    }
}
