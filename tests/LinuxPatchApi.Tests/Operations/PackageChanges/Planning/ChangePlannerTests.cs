using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Operations.PackageChanges.Planning;

public sealed class ChangePlannerTests : IDisposable
{
    private readonly PlannerBench _bench = new();

    public void Dispose() => _bench.Dispose();

    /// <summary>Installed; offered; named: the plan.</summary>
    [Theory]
    [InlineData("", "web=1.0-1/amd64 web=1.0-1+b1/i386", "web", "install:web:amd64=1.0-1")]
    [InlineData("", "web=1.0-1/amd64 web=1.0-1+b1/i386", "web:i386", "install:web:i386=1.0-1+b1")]
    [InlineData("", "web=1.0-1/all web=1.0-1+b1/i386", "web", "install:web:all=1.0-1")]
    [InlineData("", "web=1.0-1/i386", "web", "install:web:i386=1.0-1")]
    [InlineData("web=1.0-1/amd64", "web=1.0-1/amd64 web=1.0-1+b1/i386", "web", "")]
    [InlineData("web=1.0-1/i386", "web=1.0-1/amd64 web=1.0-1/i386", "web", "install:web:amd64=1.0-1")]
    public async Task Case05_Install_takes_the_native_build_unless_a_foreign_one_is_named(
        string installed, string offered, string name, string plan)
    {
        _bench.Install(installed.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        _bench.Offer(offered.Split(' '));
        _bench.Simulate();
        Assert.Equal(plan, PlannerBench.Words((await _bench.PlanAsync(Install(name))).Value));
    }

    [Theory]
    [InlineData("web", "1.0-1+b1", "PKG_VERSION_NOT_FOUND")]
    [InlineData("web:i386", "1.0-1+b1", null)]
    [InlineData("web", "1.0-1", null)]
    public async Task Case05_A_version_of_a_foreign_build_is_not_taken_for_the_native_one(string name, string version, string? code)
    {
        _bench.Install();
        _bench.Offer("web=1.0-1/amd64", "web=1.0-1+b1/i386");
        _bench.Simulate();
        Assert.Equal(
            code,
            (await _bench.PlanAsync(new InstallRequest([PackageSpec.Of(name, version)], ChangeOptions.None))).Failure is { } failure
                ? JobSpelling.ErrorCodes.Of(failure.Code)
                : null);
    }

    [Fact]
    public async Task Case05_Several_foreign_builds_without_a_native_one_have_to_be_named()
    {
        _bench.Install();
        _bench.Offer("web=1/i386", "web=1/armhf");
        var failure = (await _bench.PlanAsync(Install("web"))).Failure!;
        Assert.Equal(JobErrorCode.DependencyConflict, failure.Code);
        Assert.Contains("web:i386, web:armhf", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// The package manager itself wants to replace the native build; only a client that names the foreign one may do that.
    /// </summary>
    [Theory]
    [InlineData("app", false)]
    [InlineData("web:i386", true)]
    public async Task Case05_No_force_replaces_a_native_build_by_a_foreign_one_that_nobody_named(string name, bool allowed)
    {
        _bench.Install("web=1.0-1/amd64");
        _bench.Offer("app=1/amd64", "web=1.0-1+b1/i386");
        _bench.Backend.Simulation = _ => PackageResult<IReadOnlyList<SimulatedChange>>.Of(
        [
            new SimulatedChange(SimulatedKind.Install, "web", "i386", "1.0-1+b1", "repo"),
            new SimulatedChange(SimulatedKind.Remove, "web", "amd64", "1.0-1", null),
        ]);
        var planned = await _bench.PlanAsync(Install(name, new ChangeOptions(Force: true)));
        Assert.Equal(allowed, planned.IsSuccess);
        Assert.True(allowed || planned.Failure!.Message.Contains("web:i386 in the place of the amd64 build", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case05_Removal_by_a_bare_name_means_the_native_build_and_guards_the_foreign_one()
    {
        _bench.Install("lib=1/amd64", "lib=1/i386");
        _bench.Backend.Simulation = _ => PackageResult<IReadOnlyList<SimulatedChange>>.Of(
            [new SimulatedChange(SimulatedKind.Remove, "lib", "amd64", "1", null),
                new SimulatedChange(SimulatedKind.Remove, "lib", "i386", "1", null)]);
        var failure = (await _bench.PlanAsync(new RemoveRequest(PackageSpec.Of("lib"), Force: false, AutoRemove: false))).Failure!;
        Assert.Contains("also remove lib;", failure.Message, StringComparison.Ordinal);
        Assert.Contains("force=true", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case05_Update_of_a_bare_name_is_that_of_the_native_build()
    {
        _bench.Install("lib=1/amd64", "lib=1/i386");
        _bench.Backend.Updates.Add(Inventories.Update("lib", "2+b1", architecture: "i386"));
        _bench.Backend.Updates.Add(Inventories.Update("lib"));
        _bench.Simulate();
        Assert.Equal("upgrade:lib:amd64=2", PlannerBench.Words((await _bench.PlanAsync(Update("lib"))).Value));
        Assert.Equal("upgrade:lib:i386=2+b1", PlannerBench.Words((await _bench.PlanAsync(Update("lib:i386"))).Value));
        var apply = PlannerBench.Everything with { Packages = [PackageSpec.Of("lib")] };
        Assert.Equal("upgrade:lib:amd64=2", PlannerBench.Words((await _bench.PlanAsync(apply)).Value));
    }

    /// <summary>A client waits for the plan, and PackageKit takes a quarter of a second for each question.</summary>
    [Fact]
    public async Task Previous_versions_of_all_packages_are_asked_for_at_once()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"web{i}")];
        _bench.Install([.. names.Select(n => $"{n}=2")]);
        _bench.Offer([.. names.Select(n => $"{n}=1")]);
        _bench.Simulate();
        IReadOnlyList<PackageChange> undo =
            [.. names.Select(n => new PackageChange(n, "amd64", ChangeAction.Downgrade, "2", "1", ChangeOutcome.Planned, null))];
        var planned = await _bench.PlanAsync(new RollbackRequest(Guid.NewGuid(), undo, Force: false));
        Assert.Equal(names.Length, planned.Value.Plan.Changes.Count);
        Assert.InRange(_bench.Backend.Resolutions, 1, 2);
    }

    /// <summary>One that is gone is asked for by itself, and named.</summary>
    [Fact]
    public async Task Previous_version_that_no_repository_has_is_named_among_those_that_one_has()
    {
        _bench.Install("web=2", "gone=2");
        _bench.Offer("web=1", "gone=3");
        _bench.Simulate();
        IReadOnlyList<PackageChange> undo =
        [
            new("web", "amd64", ChangeAction.Downgrade, "2", "1", ChangeOutcome.Planned, null),
            new("gone", "amd64", ChangeAction.Downgrade, "2", "1", ChangeOutcome.Planned, null),
        ];
        var planned = await _bench.PlanAsync(new RollbackRequest(Guid.NewGuid(), undo, Force: false));
        Assert.Equal("no configured repository has version 1 of gone", planned.Failure!.Message);
    }

    [Fact]
    public async Task Case05_Rollback_removes_only_the_build_that_the_job_had_installed()
    {
        _bench.Install("lib=1/amd64", "lib=1/i386");
        _bench.Backend.InstalledRows.AddRange(
            [new("lib;1;amd64;i", "lib", "amd64", "1", null, ""), new("lib;1;i386;i", "lib", "i386", "1", null, "")]);
        IReadOnlyList<string>? removed = null;
        _bench.Backend.Simulation = set =>
        {
            removed = ((LinuxPatchApi.Packages.Engines.ChangeSet.Remove)set).Ids;
            return PackageResult<IReadOnlyList<SimulatedChange>>.Of([new SimulatedChange(SimulatedKind.Remove, "lib", "i386", "1", null)]);
        };
        var undo = new PackageChange("lib", "i386", ChangeAction.Remove, "1", null, ChangeOutcome.Planned, null);
        Assert.Equal("remove:lib:i386=",
            PlannerBench.Words((await _bench.PlanAsync(new RollbackRequest(Guid.NewGuid(), [undo], Force: false))).Value));
        Assert.Equal(["lib;1;i386;i"], removed!);
    }

    [Theory]
    [InlineData("web")]
    [InlineData("web:all")]
    [InlineData("web:amd64")]
    public async Task Case14_An_update_to_another_architecture_is_found_under_each_name_of_the_package(string name)
    {
        _bench.Install("web=1/all");
        _bench.Backend.Updates.Add(Inventories.Update("web"));
        _bench.Simulate();
        var plan = (await _bench.PlanAsync(PlannerBench.Everything with { Packages = [PackageSpec.Of(name)] })).Value.Plan;
        Assert.Equal(("web", "amd64", "1", "2"),
            (plan.Changes[0].Name, plan.Changes[0].Architecture, plan.Changes[0].FromVersion, plan.Changes[0].ToVersion));
        Assert.Empty(plan.Skipped);
    }

    /// <summary>A failure of the host answers for all of them, after one query.</summary>
    [Theory]
    [InlineData("DISK_FULL")]
    [InlineData("LOCKED")]
    [InlineData("NETWORK_ERROR")]
    [InlineData("CACHE_REFRESH_ERROR")]
    [InlineData("PERMISSION_DENIED")]
    [InlineData("BACKEND_UNAVAILABLE")]
    public async Task Case57_A_failure_of_the_host_is_never_reported_as_skipped_updates(string code)
    {
        _bench.Install("a=1", "b=1", "c=1");
        _bench.Backend.Updates.AddRange([Inventories.Update("a"), Inventories.Update("b"), Inventories.Update("c")]);
        var simulations = 0;
        _bench.Backend.Simulation = _ =>
        {
            simulations++;
            return new PackageFailure(Code(code), "You don't have enough free space in /var/cache/apt/archives/", Retryable: false);
        };
        foreach (var request in new[] { PlannerBench.Everything,
            PlannerBench.Everything with { Packages = [PackageSpec.Of("a"), PackageSpec.Of("b")] } })
        {
            simulations = 0;
            var failure = (await _bench.PlanAsync(request)).Failure!;
            Assert.Equal((code, 1), (JobSpelling.ErrorCodes.Of(failure.Code), simulations));
            Assert.Contains("/var/cache/apt/archives", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("DEPENDENCY_CONFLICT")]
    [InlineData("GPG_ERROR")]
    [InlineData("PKG_MANAGER_ERROR")]
    public async Task Case57_An_apply_in_which_nothing_could_go_in_fails_with_the_reason(string word)
    {
        _bench.Install("a=1", "b=1", "stuck=1!hold");
        _bench.Backend.Updates.AddRange([Inventories.Update("a"), Inventories.Update("b"), Inventories.Update("stuck")]);
        _bench.Fail(Code(word), "needs what is not there");
        var end = Assert.IsType<JobEnd.Failed>(
            PlanStep.NothingToDo(PlannerBench.Everything, (await _bench.PlanAsync(PlannerBench.Everything)).Value));
        Assert.Equal(word, JobSpelling.ErrorCodes.Of(end.Code));
        Assert.Contains("needs what is not there", end.Message, StringComparison.Ordinal);
    }

    /// <summary>Each of them is what somebody chose.</summary>
    [Theory]
    [InlineData("held")]
    [InlineData("excluded")]
    [InlineData("nothing offered")]
    [InlineData("empty list")]
    [InlineData("up to date")]
    public async Task Case57_An_apply_that_was_to_do_nothing_is_still_completed(string why)
    {
        _bench.Install(why == "held" ? "a=1!hold" : "a=1");
        _bench.Fail(JobErrorCode.DependencyConflict, "must not be asked");
        if (why is "held" or "excluded" or "empty list")
        {
            _bench.Backend.Updates.Add(Inventories.Update("a"));
        }

        var request = why switch
        {
            "excluded" => PlannerBench.Everything with { Exclude = ["a"] },
            "empty list" => PlannerBench.Everything with { Packages = [] },
            "up to date" => PlannerBench.Everything with { Packages = [PackageSpec.Of("a")] },
            _ => PlannerBench.Everything,
        };
        Assert.IsType<JobEnd.Completed>(PlanStep.NothingToDo(request, (await _bench.PlanAsync(request)).Value));
    }

    /// <summary>A selection that is left out for another reason than a hold or an exclusion is never plainly nothing to do.</summary>
    [Fact]
    public async Task Case57_Updates_of_unknown_severity_that_min_severity_leaves_out_are_told()
    {
        _bench.Install("a=1", "b=1");
        _bench.Backend.Updates.AddRange([Inventories.Update("a"), Inventories.Update("b")]);
        var request = PlannerBench.Everything with { MinSeverity = "high" };
        var prepared = (await _bench.PlanAsync(request)).Value;
        Assert.Equal(
            "min_severity leaves 2 updates out whose severity the distribution does not give", Assert.Single(prepared.Plan.Warnings));
        var end = Assert.IsType<LinuxPatchApi.Jobs.States.JobEnd.Completed>(PlanStep.NothingToDo(request, prepared));
        Assert.Contains("every update of the selection is left out: a: its severity is unknown", end.Message, StringComparison.Ordinal);
        Assert.EndsWith("; and 1 more", end.Message, StringComparison.Ordinal);
    }

    /// <summary>It may be as severe as anything: a fleet's rule must not read green for ever where no severity is given.</summary>
    [Fact]
    public async Task Case12_Security_updates_of_unknown_severity_that_are_all_left_out_are_not_plainly_nothing_to_do()
    {
        _bench.Install("a=1");
        _bench.Backend.Updates.Add(Inventories.Update("a") with { Security = true });
        var request = PlannerBench.Everything with { MinSeverity = "low" };
        var end = Assert.IsType<LinuxPatchApi.Jobs.States.JobEnd.Failed>(
            PlanStep.NothingToDo(request, (await _bench.PlanAsync(request)).Value));
        Assert.Equal(JobErrorCode.DependencyConflict, end.Code);
        Assert.Contains("a 2 is left out: its severity is unknown", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case57_An_operators_apply_in_which_only_the_admins_packages_wait_is_not_completed()
    {
        _bench.Install("systemd=1");
        _bench.Backend.Updates.Add(Inventories.Update("systemd"));
        var request = PlannerBench.Everything with { KeepsVital = true };
        var end = Assert.IsType<LinuxPatchApi.Jobs.States.JobEnd.Failed>(
            PlanStep.NothingToDo(request, (await _bench.PlanAsync(request)).Value));
        Assert.Equal(JobErrorCode.PermissionDenied, end.Code);
        Assert.Contains("systemd 2 cannot go in", end.Message, StringComparison.Ordinal);
    }

    /// <summary>An update by name that cannot go in says why in the list's words as well.</summary>
    [Theory]
    [InlineData("web=1", "Depends: libmissing", "conflicts: needs libmissing, which no configured repository offers")]
    [InlineData("web=1 lib=1!hold", "Depends: lib (>= 2)", "kept_back: needs lib (>= 2), and lib is held at 1")]
    public async Task Case09_An_update_by_name_tells_the_words_of_the_list(string installed, string fields, string expected)
    {
        File.WriteAllText(
            Path.Combine(_bench.Paths.Lists, "h_dists_stable_main_binary-amd64_Packages"),
            $"Package: web\nVersion: 2\nArchitecture: amd64\n{fields}\n\nPackage: lib\nVersion: 2\nArchitecture: amd64\n");
        File.WriteAllText(Path.Combine(_bench.Paths.Lists, "h_dists_stable_InRelease"), "Origin: Debian\nSuite: stable\n");
        _bench.Install(installed.Split(' '));
        _bench.Offer("web=2");
        _bench.Fail(JobErrorCode.DependencyConflict, "the package manager's own text");
        var planned = await _bench.PlanAsync(Update("web"));
        Assert.Equal(expected, _bench.Patches.Latest!.Updates.Single(u => u.Name == "web").Blocked!.Text);
        Assert.Equal($"the package manager's own text ({expected})", planned.Failure!.Message);
    }

    /// <summary>pacman upgrades all or nothing: no single update can be forced.</summary>
    [Fact]
    public void Case19_Remedies_are_those_of_the_family()
    {
        foreach (var family in FamilyTable.All)
        {
            var engine = new EngineInfo("packagekit", family.Flavours[0].Flavour, new Version(1, 3, 5), Offline: false);
            var partial = family.Of(Feature.PartialUpgrade, engine).IsSupported;
            foreach (var remedy in new[] { family.Terms.LiftHold, family.Terms.BeyondApply, family.Terms.DowngradeBeyondApply })
            {
                Assert.Equal(partial, remedy.Contains("PUT /api/v1/packages/{name}", StringComparison.Ordinal));
            }
            Assert.Matches("^[^{]*bash[^{]*$", family.Terms.LiftHoldOf("bash"));
        }
    }

    [Fact]
    public async Task Case57_Possible_updates_are_planned_and_the_rest_is_reported()
    {
        _bench.Install("a=1", "b=1");
        _bench.Backend.Updates.AddRange([Inventories.Update("a"), Inventories.Update("b")]);
        _bench.Backend.Simulation = set => ((LinuxPatchApi.Packages.Engines.ChangeSet.Update)set).Ids.Any(i => i.StartsWith('b'))
            ? new PackageFailure(JobErrorCode.DependencyConflict, "b is impossible", Retryable: false)
            : PackageResult<IReadOnlyList<SimulatedChange>>.Of([new SimulatedChange(SimulatedKind.Update, "a", "amd64", "2", "repo")]);
        var prepared = (await _bench.PlanAsync(PlannerBench.Everything)).Value;
        Assert.Equal("upgrade:a:amd64=2", PlannerBench.Words(prepared));
        Assert.Equal(("b", "b is impossible", null), (prepared.Plan.Skipped[0].Name, prepared.Plan.Skipped[0].Reason, prepared.Obstacle));
    }

    /// <summary>What is excluded is not changed as a dependency either, nor newly installed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_update_that_brings_an_excluded_package_is_left_out_with_its_name(bool isNew)
    {
        var kind = isNew ? SimulatedKind.Install : SimulatedKind.Update;
        _bench.Install(!isNew ? ["a=1", "b=1", "lib=1"] : ["a=1", "b=1"]);
        _bench.Backend.Updates.AddRange([Inventories.Update("a"), Inventories.Update("b")]);
        _bench.Backend.Simulation = set => PackageResult<IReadOnlyList<SimulatedChange>>.Of(
        [
            .. ((LinuxPatchApi.Packages.Engines.ChangeSet.Update)set).Ids.Select(
                id => new SimulatedChange(SimulatedKind.Update, id.Split(';')[0], "amd64", "2", "repo")),
            .. ((LinuxPatchApi.Packages.Engines.ChangeSet.Update)set).Ids.Where(id => id.StartsWith('b')).Select(
                _ => new SimulatedChange(kind, "lib", "amd64", "2", "repo")),
        ]);
        var prepared = (await _bench.PlanAsync(PlannerBench.Everything with { Exclude = ["li?"] })).Value;
        Assert.Equal("upgrade:a:amd64=2", PlannerBench.Words(prepared));
        var left = Assert.Single(prepared.Plan.Skipped);
        Assert.Equal(
            ("b", "kept_back: this would also change lib, which the request excludes; nothing was changed"), (left.Name, left.Reason));
    }

    [Theory]
    [InlineData("systemd")]
    [InlineData("polkitd")]
    [InlineData("linux-patch-api")]
    public async Task Case43_A_plan_that_would_touch_what_the_agent_stands_on_is_the_admins(string vital)
    {
        _bench.Install($"{vital}=1", "web=1");
        _bench.Offer("app=1");
        _bench.Backend.Updates.Add(Inventories.Update("web"));
        _bench.Simulate(new SimulatedChange(SimulatedKind.Update, vital, "amd64", "2", "repo"));
        foreach (var request in new JobRequest[] { Install("app"), Update("web"), PlannerBench.Everything })
        {
            Assert.True((await _bench.PlanAsync(request)).IsSuccess);
            var planned = await _bench.PlanAsync(request with { KeepsVital = true });
            var failure = planned.Failure ?? planned.Value.Obstacle!;
            Assert.Equal((JobErrorCode.PermissionDenied, true), (failure.Code, failure.NeedsAdmin));
            Assert.Contains(vital, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Case43_An_operators_apply_of_everything_leaves_out_what_the_agent_depends_on_and_reports_it()
    {
        _bench.Install("systemd=1", "web=1");
        _bench.Backend.Updates.AddRange([Inventories.Update("systemd"), Inventories.Update("web")]);
        _bench.Simulate();
        var plan = (await _bench.PlanAsync(PlannerBench.Everything with { KeepsVital = true })).Value.Plan;
        Assert.Equal(["web"], plan.Changes.Select(c => c.Name));
        Assert.Contains("admin role", Assert.Single(plan.Skipped).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case19_An_apply_never_advises_a_force_that_it_does_not_take()
    {
        _bench.Install("web=1", "other=1");
        _bench.Backend.Updates.Add(Inventories.Update("web"));
        _bench.Simulate(new SimulatedChange(SimulatedKind.Remove, "other", "amd64", "1", null));
        var reason = Assert.Single((await _bench.PlanAsync(PlannerBench.Everything)).Value.Plan.Skipped).Reason!;
        Assert.DoesNotContain("Repeat with force", reason, StringComparison.Ordinal);
        Assert.Contains("PUT /api/v1/packages/{name} with options.force", reason, StringComparison.Ordinal);
    }

    private static JobErrorCode Code(string word) => Enum.GetValues<JobErrorCode>().Single(c => JobSpelling.ErrorCodes.Of(c) == word);

    private static InstallRequest Install(string name, ChangeOptions? options = null) =>
        new([PackageSpec.Of(name)], options ?? ChangeOptions.None);

    private static UpdateRequest Update(string name) => new(PackageSpec.Of(name), ChangeOptions.None);
}
