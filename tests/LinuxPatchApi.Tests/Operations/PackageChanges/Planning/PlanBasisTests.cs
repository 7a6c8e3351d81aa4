using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Operations.PackageChanges.Planning;

/// <summary>A plan that changes nothing is not every plan that changes nothing.</summary>
public sealed class PlanBasisTests : IDisposable
{
    private static readonly ApplyRequest All = PlannerBench.Everything;
    private readonly PlannerBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Every_part_of_a_request_that_decides_about_packages_is_covered()
    {
        JobRequest[] requests =
        [
            All, All with { Packages = [] }, All with { Packages = Specs("a") }, All with { Packages = Specs("a", "b") },
            All with { Packages = Specs("a:i386") },
            All with { Patches = [] }, All with { Patches = ["a"] }, All with { SecurityOnly = true }, All with { MinSeverity = "low" },
            All with { MinSeverity = "high" }, All with { Exclude = ["a"] }, All with { Exclude = ["a*"] },
            new InstallRequest(Specs("a"), ChangeOptions.None), new InstallRequest([PackageSpec.Of("a", "1")], ChangeOptions.None),
            new InstallRequest(Specs("a"), new ChangeOptions(Force: true)),
            new InstallRequest(Specs("a"), new ChangeOptions(AllowDowngrade: true)),
            new InstallRequest(Specs("a"), new ChangeOptions(Reinstall: true)),
            new UpdateRequest(PackageSpec.Of("a"), ChangeOptions.None), new UpdateRequest(PackageSpec.Of("a", "1"), ChangeOptions.None),
            new RemoveRequest(PackageSpec.Of("a"), Force: false, AutoRemove: false),
            new RemoveRequest(PackageSpec.Of("a"), Force: true, AutoRemove: false),
            new RemoveRequest(PackageSpec.Of("a"), Force: false, AutoRemove: true),
            new RollbackRequest(Guid.Empty, [], Force: false), new RollbackRequest(Guid.Empty, [], Force: true),
            new RollbackRequest(Guid.NewGuid(), [], Force: false),
        ];
        Assert.Equal(requests.Length, requests.Select(r => PlanBasis.Of(r, [])).Distinct().Count());
    }

    /// <summary>A client plans without and applies with what follows the change.</summary>
    [Fact]
    public void What_follows_a_change_and_the_order_of_names_are_not_covered()
    {
        var named = All with { Packages = Specs("a", "b"), Exclude = ["x", "y"] };
        JobRequest[] same =
        [
            named, named with { Packages = Specs("b", "a", "b") }, named with { Exclude = ["y", "x"] },
            named with { AllowReboot = true, RebootDelaySeconds = 60 },
            named with { RestartServices = true }, named with { KeepsVital = true }, named with { PlanDigest = "0" },
        ];
        Assert.Single(same.Select(r => PlanBasis.Of(r, [])).Distinct());
    }

    [Fact]
    public async Task Empty_plans_of_two_requests_or_two_versions_have_two_digests()
    {
        async Task<string> DigestAsync(JobRequest request) => (await _bench.PlanAsync(request)).Value.Plan.Digest;
        _bench.Install("a=1!hold", "b=1");
        var all = await DigestAsync(All);
        Assert.Equal(all, await DigestAsync(All));
        var named = await DigestAsync(All with { Packages = Specs("b") });
        _bench.Backend.Updates.Add(Inventories.Update("a"));
        _bench.Patches.Invalidate();
        var held = await DigestAsync(All);
        _bench.Install("a=1!hold", "b=2");
        _bench.Installed.Invalidate();
        var later = await DigestAsync(All with { Packages = Specs("b") });
        Assert.Equal(4, new[] { all, named, held, later }.Distinct().Count());
    }

    /// <summary>
    /// The digest of a plan with changes is a promise of every version of the agent: it covers the changes and their versions alone.
    /// </summary>
    [Fact]
    public async Task A_plan_with_changes_has_the_digest_of_its_changes()
    {
        _bench.Install("a=1");
        _bench.Backend.Updates.Add(Inventories.Update("a"));
        _bench.Simulate();
        var plan = (await _bench.PlanAsync(All)).Value.Plan;
        Assert.Equal(new Plan(plan.Changes, [], null, null, false, []).Digest, plan.Digest);
        Assert.Equal(plan.Digest, (await _bench.PlanAsync(All with { Packages = Specs("a") })).Value.Plan.Digest);
    }

    private static IReadOnlyList<PackageSpec> Specs(params string[] names) => [.. names.Select(n => PackageSpec.Of(n))];
}
