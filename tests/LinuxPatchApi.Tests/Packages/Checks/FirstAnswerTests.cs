using LinuxPatchApi.Checks;
using LinuxPatchApi.Host;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb;

namespace LinuxPatchApi.Tests.Packages.Checks;

/// <summary>
/// The metrics keep these checks for a quarter of an hour: one that finds nothing before the package manager has answered for the first
/// time would be missing for as long.
/// </summary>
public sealed class FirstAnswerTests
{
    private readonly FakeEngine _engine = new();
    private readonly EngineProbe _probe;

    public FirstAnswerTests() => _probe = new EngineProbe(_engine, TimeProvider.System);

    [Fact]
    public async Task Check_of_the_expected_backend_waits_for_the_first_answer() =>
        Assert.Equal(CheckStatus.Ok, (await RunAsync(new ExpectedBackendCheck(_probe, ["apt"])))!.Status);

    [Fact]
    public async Task Check_of_the_vulnerability_waits_for_the_first_answer() =>
        Assert.Equal(CheckStatus.Ok, (await RunAsync(new VulnerabilityCheck(
            _probe, new InstalledCache(new FakeInstalledSource()), DebFamily.Instance, new DistributionRelease("debian", "13"))))!.Status);

    [Fact]
    public async Task Answer_that_is_there_is_not_asked_for_again()
    {
        await _probe.NowAsync(CancellationToken.None);
        var revision = _probe.Revision;
        await RunAsync(new ExpectedBackendCheck(_probe, []));
        Assert.Equal(revision, _probe.Revision);
    }

    private static async Task<CheckResult?> RunAsync(ICheck check) => await check.RunAsync(CheckDepth.Asked, CancellationToken.None);
}
