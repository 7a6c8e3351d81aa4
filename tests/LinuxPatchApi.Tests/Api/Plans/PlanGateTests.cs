using System.Buffers;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Tests.Api.Input;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Api.Plans;

public sealed class PlanGateTests : IDisposable
{
    private static readonly InstallRequest Request = new([PackageSpec.Of("lib")], ChangeOptions.None);
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeEngine _backend = new();
    private readonly PlanGate _gate;
    private readonly UpdateCache _patches;

    public PlanGateTests()
    {
        var clock = new FakeTimeProvider();
        var source = new FakeInstalledSource();
        var installed = new InstalledCache(source);
        var patches = _patches = new UpdateCache(
            _backend,
            installed,
            new AptIndexes(new DpkgPaths(_directory.Path)),
            new AptMonitor(new DpkgPaths(_directory.Path), TimeProvider.System),
            source,
            new DetailStore(_directory.File("d"), (_, _) => { }, clock),
            new MetadataRefresher(_backend, clock),
            clock,
            TestLog.Of<UpdateCache>())
        { Versions = DebianVersion.Order };
        var planner = new ChangePlanner(_backend, RpmFamily.Instance, installed, patches, sizes: null, store: null);
        _gate = new PlanGate(planner, TimeProvider.System);
        _backend.Offered.Add(new AvailablePackage("lib;1;amd64;repo", "lib", "amd64", "1", "repo", "summary"));
        _backend.Simulation = _ => Changes(new SimulatedChange(SimulatedKind.Install, "lib", "amd64", "1", "repo"));
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>Includes failures that the simulation of apt never reports, because it neither fetches nor locks.</summary>
    [Theory]
    [InlineData("NetworkError", 502, "NETWORK_ERROR")]
    [InlineData("CacheRefreshError", 502, "NETWORK_ERROR")]
    [InlineData("PermissionDenied", 502, "PERMISSION_DENIED")]
    [InlineData("SignatureError", 502, "GPG_ERROR")]
    [InlineData("PackageManagerError", 502, "PKG_MANAGER_ERROR")]
    [InlineData("Locked", 503, "LOCKED")]
    [InlineData("BackendUnavailable", 503, "BACKEND_UNAVAILABLE")]
    [InlineData("DependencyConflict", 409, "DEPENDENCY_CONFLICT")]
    [InlineData("DiskFull", 507, "DISK_FULL")]
    public async Task Failed_simulation_is_answered_with_its_own_reason(string code, int status, string answered)
    {
        _backend.Simulation = _ => new PackageFailure(Enum.Parse<JobErrorCode>(code), "the package manager's words", Retryable: true);
        var error = Assert.IsType<ApiAnswer.Error>(
            await _gate.DryRunAsync(JobOperation.Install, Request, withAge: null, CancellationToken.None));
        var entry = ApiReasonTable.Of(error.Reason);
        Assert.Equal((status, answered, "the package manager's words"), (entry.Status, entry.Code, error.Message));
    }

    [Fact]
    public async Task Digest_of_the_same_plan_passes_and_of_another_is_refused_with_the_difference()
    {
        var digest = await DigestAsync();
        Assert.Null(await _gate.CheckAsync(Request with { PlanDigest = digest }, CancellationToken.None));

        _backend.Simulation = _ => Changes(
            new SimulatedChange(SimulatedKind.Install, "lib", "amd64", "1", "repo"),
            new SimulatedChange(SimulatedKind.Install, "more", "amd64", "1", "repo"));
        var error = Assert.IsType<ApiAnswer.Error>(await _gate.CheckAsync(Request with { PlanDigest = digest }, CancellationToken.None));
        Assert.Equal(ApiReason.PlanChanged, error.Reason);
        Assert.NotNull(error.Details);
    }

    [Fact]
    public async Task Digest_of_a_plan_without_changes_is_refused_with_another_request_and_says_what_to_do()
    {
        var nothing = new ApplyRequest([], null, false, null, [], false, 0);
        var digest = await DigestAsync(nothing);
        Assert.Null(await _gate.CheckAsync(nothing with { PlanDigest = digest, AllowReboot = true }, CancellationToken.None));
        var error = Assert.IsType<ApiAnswer.Error>(
            await _gate.CheckAsync(nothing with { Packages = null, PlanDigest = digest }, CancellationToken.None));
        Assert.Equal(ApiReason.PlanChanged, error.Reason);
        Assert.EndsWith("Plan again with the same selection (dry_run) and confirm the new digest", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", false, null, null)]
    [InlineData("""{"plan_digest":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}""", false,
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", null)]
    [InlineData(
        """{"plan_digest":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}""", true, null, "a dry run compares nothing")]
    [InlineData("""{"plan_digest":"abc"}""", false, null, "64 hexadecimal digits")]
    public void Digest_of_a_change_without_packages_is_read_as_everywhere(string json, bool dryRun, string? digest, string? rule)
    {
        var body = Inputs.Body(json);
        Assert.Equal(digest, PlanGate.ReadDigest(body, dryRun));
        Assert.Equal(rule is not null,
            body.Failure is { } failure && failure.Answer is ApiAnswer.Error error
                && error.Message.Contains(rule!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Case37_Plans_are_stored_up_to_a_number_of_changes(int more, bool isKnown)
    {
        var digest = await DigestAsync();
        var changes = Enumerable.Range(1, LinuxPatchApi.Packages.PackageLimits.PlannedChangesRemembered - 1 + more)
            .Select(i => new SimulatedChange(SimulatedKind.Install, i == 1 ? "lib" : $"p{i}", "amd64", "1", "repo")).ToArray();
        _backend.Simulation = _ => Changes(changes);
        var error = Assert.IsType<ApiAnswer.Error>(await _gate.CheckAsync(Request with { PlanDigest = digest }, CancellationToken.None));
        using var details = JsonDocument.Parse(Written(error.Details!));
        Assert.Equal(isKnown ? JsonValueKind.Array : JsonValueKind.Null, details.RootElement.GetProperty("added").ValueKind);
    }

    [Theory]
    [InlineData("lib", true)]
    [InlineData("other", false)]
    public async Task Plan_of_updates_whose_details_are_still_being_read_says_so(string offered, bool isToldOf)
    {
        _backend.Updates.Add(Inventories.Update(offered));
        await _patches.ReadAsync(CancellationToken.None);
        _backend.Offered.Add(new AvailablePackage("lib;2;amd64;repo", "lib", "amd64", "2", "repo", "summary"));
        _backend.Simulation = _ => Changes(new SimulatedChange(SimulatedKind.Install, "lib", "amd64", "2", "repo"));
        var shown = Assert.IsType<ApiAnswer.Data>(
            await _gate.DryRunAsync(JobOperation.Install, Request, withAge: null, CancellationToken.None));
        using var plan = JsonDocument.Parse(Written(shown.Write));
        Assert.Equal(
            isToldOf
                ? ["the details of 1 update are still being read: CVE ids, and whether a restart is needed, are not known of them yet"]
                : [],
            plan.RootElement.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()));
    }

    [Fact]
    public async Task Request_without_a_digest_is_not_simulated()
    {
        _backend.Simulation = _ => throw new InvalidOperationException("must not be called");
        Assert.Null(await _gate.CheckAsync(Request, CancellationToken.None));
    }

    private async Task<string> DigestAsync(JobRequest? request = null)
    {
        var shown = Assert.IsType<ApiAnswer.Data>(
            await _gate.DryRunAsync(JobOperation.Install, request ?? Request, withAge: null, CancellationToken.None));
        Assert.True(shown.IsPlan);
        using var document = JsonDocument.Parse(Written(shown.Write));
        return document.RootElement.GetProperty("digest").GetString()!;
    }

    private static ReadOnlyMemory<byte> Written(Action<Utf8JsonWriter> write)
    {
        var written = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written))
        {
            write(writer);
        }

        return written.WrittenMemory;
    }

    private static PackageResult<IReadOnlyList<SimulatedChange>> Changes(params SimulatedChange[] changes) =>
        PackageResult<IReadOnlyList<SimulatedChange>>.Of(changes);
}
