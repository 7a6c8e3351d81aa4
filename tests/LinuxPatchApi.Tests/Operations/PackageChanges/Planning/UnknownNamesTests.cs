using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Operations.PackageChanges.Planning;

/// <summary>A name that means nothing on the host is told by the answer, the plan and the job.</summary>
public sealed class UnknownNamesTests : IDisposable
{
    private readonly PlannerBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("install", "web", null)]
    [InlineData("install", "new", null)]
    [InlineData("install", "nginxx", "nginxx: no configured repository has a package of this name; check the name")]
    [InlineData("update", "web", null)]
    [InlineData("update", "wbe", "wbe: not installed; check the name")]
    [InlineData("update", "web:i386", "web:i386: not installed; check the name")]
    [InlineData("remove", "wbe", "wbe: not installed; check the name")]
    [InlineData("packages", "web", null)]
    [InlineData("packages", "new", "new: not installed, and no such patch is offered; check the name")]
    [InlineData("patches", "DSA-1", "DSA-1: not installed, and no such patch is offered; check the name")]
    [InlineData("exclude", "we*", null)]
    [InlineData("exclude", "kernl*", "exclude: kernl* matches no installed package and no update; check the name")]
    public void A_name_that_means_nothing_is_told_at_once(string field, string name, string? expected)
    {
        var updates = new UpdatesSnapshot(
            [Inventories.Update("web")], new Dictionary<string, UpdateDetail>(), DateTimeOffset.UnixEpoch, null, default);
        var told = UnknownNames.Of(
            Request(field, name), Inventories.Of("web=1", "dpkg=1"), updates, names => names.Where(n => n is "web" or "new").ToHashSet());
        Assert.Equal(expected is null ? [] : [expected], told);
    }

    [Fact]
    public void Repeated_name_and_delay_out_of_range_are_warnings()
    {
        var request = PlannerBench.Everything with
        {
            Packages = [PackageSpec.Of("web"), PackageSpec.Of("web")],
            RebootDelaySeconds = 86400,
            RebootDelayAsked = 10_000_000,
        };
        var updates = new UpdatesSnapshot(
            [Inventories.Update("web")], new Dictionary<string, UpdateDetail>(), DateTimeOffset.UnixEpoch, null, default);
        Assert.Equal(
            ["web: named 2 times; it counts once", "reboot_delay_seconds: 10000000 is out of range; 86400 is used"],
            UnknownNames.Of(request, Inventories.Of("web=1"), updates, _ => null));
    }

    [Fact]
    public void What_is_not_known_is_not_told()
    {
        var installed = Inventories.Of("web=1");
        Assert.Empty(UnknownNames.Of(Request("update", "wbe"), null, null, _ => null));
        Assert.Empty(UnknownNames.Of(Request("packages", "wbe"), installed, null, _ => null));
        Assert.Empty(UnknownNames.Of(Request("install", "nginxx"), installed, null, _ => null));
    }

    [Fact]
    public async Task A_name_that_means_nothing_is_a_warning_of_the_plan_whether_anything_else_changes_or_not()
    {
        _bench.Install("web=1");
        _bench.Backend.Updates.Add(Inventories.Update("web"));
        _bench.Simulate();
        var request = PlannerBench.Everything with { Packages = [PackageSpec.Of("web"), PackageSpec.Of("wbe")], Exclude = ["kernl*"] };
        var some = (await _bench.PlanAsync(request)).Value;
        Assert.Equal("upgrade:web:amd64=2", PlannerBench.Words(some));
        Assert.Equal(2, some.Plan.Warnings.Count);
        Assert.StartsWith("wbe: not installed", some.Plan.Warnings[0], StringComparison.Ordinal);

        request = PlannerBench.Everything with { Packages = [PackageSpec.Of("wbe")] };
        var none = (await _bench.PlanAsync(request)).Value;
        Assert.StartsWith("wbe: not installed", Assert.Single(none.Plan.Warnings), StringComparison.Ordinal);
        var end = Assert.IsType<JobEnd.Failed>(PlanStep.NothingToDo(request, none));
        Assert.Equal(JobErrorCode.PackageNotFound, end.Code);
    }

    [Fact]
    public async Task Case12_Nothing_to_do_is_not_known_where_what_is_installed_is_not()
    {
        var none = (await _bench.PlanAsync(PlannerBench.Everything)).Value;
        Assert.IsType<JobEnd.Completed>(PlanStep.NothingToDo(PlannerBench.Everything, none));
        DatabaseFault ofOne = new(["web-1"], "1 entry", "twice", "remove it"), ofAll = new([], "gone", "it is gone", "a backup");
        JobEnd End(DatabaseFault fault) => PlanStep.NothingToDo(PlannerBench.Everything, none with
        {
            Before = new InstalledInventory([], DateTimeOffset.UnixEpoch, none.Before.Terms) { Faults = () => [fault] },
        });
        Assert.IsType<JobEnd.Completed>(End(ofOne));
        var failed = Assert.IsType<JobEnd.Failed>(End(ofAll));
        Assert.Equal((JobErrorCode.PackageManagerError, false), (failed.Code, failed.Retryable));
        Assert.EndsWith("it is gone: a backup", failed.Message, StringComparison.Ordinal);
    }

    /// <summary>The Manager's selection may be half an hour old: what has left the list since is up to date, not misspelt.</summary>
    [Fact]
    public async Task An_installed_package_without_an_update_is_no_unknown_name()
    {
        _bench.Install("web=2");
        var request = PlannerBench.Everything with { Packages = [PackageSpec.Of("web")] };
        Assert.Empty((await _bench.PlanAsync(request)).Value.Plan.Warnings);
    }

    private static JobRequest Request(string field, string name) => field switch
    {
        "install" => new InstallRequest([PackageSpec.Of(name)], ChangeOptions.None),
        "update" => new UpdateRequest(PackageSpec.Of(name), ChangeOptions.None),
        "remove" => new RemoveRequest(PackageSpec.Of(name), Force: false, AutoRemove: false),
        "packages" => PlannerBench.Everything with { Packages = [PackageSpec.Of(name)] },
        "patches" => PlannerBench.Everything with { Patches = [name] },
        _ => PlannerBench.Everything with { Exclude = [name] },
    };
}
