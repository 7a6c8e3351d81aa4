using LinuxPatchApi.Checks;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Engines.ApkPolkit;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxPatchApi.Tests.Packages.Engines.ApkPolkit;

/// <summary>The engine says who it is and refuses the rest, instead of being accepted and then ignored.</summary>
public sealed class ApkPolkitEngineTests : IAsyncDisposable
{
    private readonly SystemBus _bus = new("unix:path=/nonexistent", TimeProvider.System, NullLogger.Instance);

    public ValueTask DisposeAsync() => _bus.DisposeAsync();

    [Fact]
    public async Task Without_a_bus_it_is_not_there()
    {
        var described = await new ApkPolkitEngine(_bus).DescribeAsync(TestContext.Current.CancellationToken);
        Assert.Equal((JobErrorCode.BackendUnavailable, true), (described.Failure?.Code, described.Failure?.Retryable));
    }

    [Fact]
    public async Task No_question_is_answered_and_no_change_is_made()
    {
        var engine = new ApkPolkitEngine(_bus);
        PackageFailure?[] refusals =
        [
            (await engine.InstalledAsync(default)).Failure, (await engine.UpdatesAsync(default)).Failure, (await engine.MetadataAgeAsync(default)).Failure,
            (await engine.UpdateDetailsAsync([], default)).Failure, (await engine.ResolveAvailableAsync([], default)).Failure,
            (await engine.ResolveExactAsync([], default)).Failure, (await engine.ResolveInstalledAsync([], default)).Failure,
            await engine.RefreshAsync(null, default), (await engine.SimulateAsync(new ChangeSet.Update([]), default)).Failure,
            await engine.DownloadAsync([], default), (await engine.ExecuteAsync(new ChangeSet.Update([]), null!, default, default)).Failure,
            await engine.StopServiceAsync(default), (await engine.RepairAsync(null!, default)).Failure, await engine.LeaveAsync(default),
        ];
        Assert.All(refusals, refusal => Assert.Equal((ApkPolkitEngine.Obstacle, false), (refusal?.Message, refusal?.Retryable)));
        Assert.Null(await engine.FollowAsync(new TransactionHandle("/1_a"), null!, default));
        Assert.Null(await engine.SucceededAsync(new TransactionHandle("/1_a"), default));
        engine.OnChanged(() => Assert.Fail("it signals no change")).Dispose();
    }

    [Fact]
    public void Doctor_says_that_packages_are_not_changed_through_it()
    {
        var check = BackendCheck.Judge(PackageResult<EngineInfo>.Of(new EngineInfo(ApkPolkitEngine.Name, "apk", new Version(0, 0), Offline: false)));
        Assert.Equal((CheckStatus.Failed, ApkPolkitEngine.Obstacle), (check.Status, check.Problem));
    }

    [Fact]
    public void Its_capabilities_are_those_of_its_family()
    {
        var engine = new EngineInfo(ApkPolkitEngine.Name, "apk", new Version(0, 0), Offline: false);
        Assert.NotNull(FamilyTable.WhyNot(Feature.Simulation, engine));
        Assert.Equal(EngineKind.ApkPolkit, FamilyTable.OfEngine(engine.Flavour)?.Engine);
        Assert.All(FamilyTable.All.Where(f => f.Name != "apk"), f => Assert.Equal(EngineKind.PackageKit, f.Engine));
    }
}
