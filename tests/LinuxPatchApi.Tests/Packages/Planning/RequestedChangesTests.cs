using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Packages.Planning;

/// <summary>Nothing is carried out unless the simulation has every requested change.</summary>
public sealed class RequestedChangesTests : IDisposable
{
    private readonly PlannerBench _bench = new();

    public RequestedChangesTests()
    {
        _bench.Install("web=1", "lib=1");
        _bench.Offer("web=2", "app=1");
        _bench.Backend.Updates.Add(Inventories.Update("web"));
    }

    public void Dispose() => _bench.Dispose();

    public static TheoryData<string> Wishes =>
        ["install", "install version", "downgrade", "update", "update version", "remove", "autoremove", "rollback", "rollback removal"];

    /// <summary>dnf5 for what cannot be installed or removed, dnf for a downgrade: success without a row.</summary>
    [Theory]
    [MemberData(nameof(Wishes))]
    public async Task Case53_An_empty_simulation_is_a_conflict_that_names_the_package(string wish)
    {
        _bench.Backend.Simulation = _ => PackageResult<IReadOnlyList<SimulatedChange>>.Of([]);
        await RefusedAsync(wish);
    }

    /// <summary>Other packages would change, the requested one would not.</summary>
    [Theory]
    [MemberData(nameof(Wishes))]
    public async Task Case53_A_simulation_without_what_was_asked_for_is_a_conflict(string wish)
    {
        _bench.Backend.Simulation = _ =>
            PackageResult<IReadOnlyList<SimulatedChange>>.Of([new SimulatedChange(SimulatedKind.Install, "other", "amd64", "7", "repo")]);
        await RefusedAsync(wish);
    }

    /// <summary>The named package changes, to another version than requested.</summary>
    [Theory]
    [InlineData("install")]
    [InlineData("install version")]
    [InlineData("update")]
    [InlineData("update version")]
    [InlineData("rollback")]
    public async Task Case53_A_simulation_of_another_version_is_a_conflict(string wish)
    {
        _bench.Backend.Simulation = _ => PackageResult<IReadOnlyList<SimulatedChange>>.Of(
            [new SimulatedChange(SimulatedKind.Update, "web", "amd64", "9", "repo"),
                new SimulatedChange(SimulatedKind.Install, "app", "amd64", "9", "repo")]);
        await RefusedAsync(wish);
    }

    [Fact]
    public async Task Case53_One_of_several_that_is_missing_is_named_alone()
    {
        _bench.Backend.Simulation = _ =>
            PackageResult<IReadOnlyList<SimulatedChange>>.Of([new SimulatedChange(SimulatedKind.Install, "app", "amd64", "1", "repo")]);
        var failure = (await _bench.PlanAsync(new InstallRequest([PackageSpec.Of("app"), PackageSpec.Of("web")], ChangeOptions.None)))
            .Failure!;
        Assert.Equal(["web"], failure.Names);
    }

    [Fact]
    public async Task Case53_A_removal_lets_dependants_be_since_the_simulation_guards_them()
    {
        _bench.Backend.Simulation = _ =>
            PackageResult<IReadOnlyList<SimulatedChange>>.Of([new SimulatedChange(SimulatedKind.Remove, "lib", "amd64", "1", null)]);
        var prepared = (await _bench.PlanAsync(new RemoveRequest(PackageSpec.Of("lib"), Force: false, AutoRemove: false))).Value;
        Assert.True(Assert.IsType<ChangeSet.Remove>(prepared.Transaction).AllowDependents);
        _bench.Backend.Simulation = _ => PackageResult<IReadOnlyList<SimulatedChange>>.Of(
            [new SimulatedChange(SimulatedKind.Remove, "lib", "amd64", "1", null),
                new SimulatedChange(SimulatedKind.Remove, "web", "amd64", "1", null)]);
        Assert.Equal(["web"], (await _bench.PlanAsync(new RemoveRequest(PackageSpec.Of("lib"), Force: false, AutoRemove: false)))
            .Failure!.Names);
    }

    /// <summary>dnf never finds an id in parts; it lists every version for the name.</summary>
    [Fact]
    public async Task Case53_A_version_that_the_name_lists_is_taken_without_asking_for_its_id()
    {
        _bench.Offer("web=3", "web=1.5");
        _bench.Simulate();
        var prepared = (await _bench.PlanAsync(new UpdateRequest(PackageSpec.Of("web", "1.5"), ChangeOptions.None))).Value;
        Assert.Equal("web;1.5;amd64;repo", Assert.Single(Assert.IsType<ChangeSet.Install>(prepared.Transaction).Ids));
        Assert.DoesNotContain(_bench.Backend.ResolvedNames, n => n.Contains(';', StringComparison.Ordinal));
    }

    [Fact]
    public void Case53_A_transaction_without_a_plan_is_never_completed()
    {
        Assert.IsType<JobEnd.Failed>(Verdict.Of([], new ExecutionReport(null, RestartSystem: false), StopReason.None));
        var words = new PackageFailure(JobErrorCode.DependencyConflict, "words", Retryable: false);
        Assert.Equal(JobErrorCode.DependencyConflict,
            Assert.IsType<JobEnd.Failed>(Verdict.Of([], new ExecutionReport(words, RestartSystem: false), StopReason.None)).Code);
    }

    private async Task RefusedAsync(string wish)
    {
        var (request, name) = Request(wish);
        var failure = (await _bench.PlanAsync(request)).Failure!;
        Assert.Equal(JobErrorCode.DependencyConflict, failure.Code);
        Assert.Equal([name], failure.Names);
        Assert.Contains($"leave {name} as it is", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(Assert.IsType<ApiAnswer.Error>(ApiAnswer.Of(failure)).Details);
    }

    private static (JobRequest Request, string Name) Request(string wish) => wish switch
    {
        "install" => (new InstallRequest([PackageSpec.Of("app")], ChangeOptions.None), "app"),
        "install version" => (new InstallRequest([PackageSpec.Of("app", "1")], ChangeOptions.None), "app"),
        "downgrade" => (new InstallRequest([PackageSpec.Of("web", "2")], new ChangeOptions(AllowDowngrade: true)), "web"),
        "update" => (new UpdateRequest(PackageSpec.Of("web"), ChangeOptions.None), "web"),
        "update version" => (new UpdateRequest(PackageSpec.Of("web", "2"), ChangeOptions.None), "web"),
        "remove" => (new RemoveRequest(PackageSpec.Of("lib"), Force: true, AutoRemove: false), "lib"),
        "autoremove" => (new RemoveRequest(PackageSpec.Of("lib"), Force: true, AutoRemove: true), "lib"),
        "rollback" => (Undo("2"), "web"),
        "rollback removal" => (Undo(null), "web"),
        _ => throw new ArgumentOutOfRangeException(nameof(wish)),
    };

    private static RollbackRequest Undo(string? to) =>
        new(Guid.NewGuid(), [new PackageChange(
            "web", "amd64", to is null ? ChangeAction.Remove : ChangeAction.Upgrade, "1", to, ChangeOutcome.Planned, null)], Force: true);
}
