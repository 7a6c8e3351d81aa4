using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Packages.Planning;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Caches;

/// <summary>The list of a package manager that lists what it would install, as PackageKit's dnf backends do.</summary>
public sealed class UnlistedUpdatesTests : IDisposable
{
    private readonly PlannerBench _bench = new(isSolution: true);
    private readonly CancellationTokenSource _shutdown = new();
    private readonly List<string> _simulated = [];

    public UnlistedUpdatesTests()
    {
        _bench.Backend.Details = _ => PackageResult<IReadOnlyList<UpdateDetail>>.Of([]);
        _bench.Simulate();
    }

    public void Dispose()
    {
        _shutdown.Cancel();
        _shutdown.Dispose();
        _bench.Dispose();
    }

    /// <summary>Nothing provides what the security update of web needs; GetUpdates has no row for it.</summary>
    [Fact]
    public async Task Case07_An_update_that_the_list_leaves_out_is_blocked_for_the_reason_of_its_simulation()
    {
        _bench.Install("web=1", "good=1");
        _bench.Offer("web=1", "web=2", "good=2");
        _bench.Backend.Updates.Add(Inventories.Update("good"));
        Fixing("web;2;amd64;repo");
        Failing("nothing provides lib needed by web-2");
        await ExplainedAsync();
        var update = _bench.Patches.Latest!.Updates.Single(u => u.Name == "web");
        Assert.Equal(
            ("2", true, false, "conflicts: nothing provides lib needed by web-2"),
            (update.Version, update.Security, update.Held, update.Blocked!.Text));
        Assert.Equal(
            "a security update cannot go in: web 2 (conflicts: nothing provides lib needed by web-2)",
            BlockedSecurity.Problem(_bench.Patches.Latest));

        _bench.Simulate();
        var plan = (await _bench.PlanAsync(PlannerBench.Everything)).Value;
        Assert.Equal("upgrade:good:amd64=2", PlannerBench.Words(plan));
        Assert.Equal("conflicts: nothing provides lib needed by web-2", Assert.Single(plan.Plan.Skipped).Reason);
    }

    /// <summary>It may be kept out on purpose: an apply does not bring it in, although it could go in alone.</summary>
    [Fact]
    public async Task Case07_An_update_that_the_package_manager_does_not_prefer_is_pinned_and_in_no_plan()
    {
        _bench.Install("web=1");
        _bench.Offer("web=2");
        var before = (await _bench.PlanAsync(PlannerBench.Everything)).Value;
        Assert.Equal((0, BlockKind.Unknown), (before.Plan.Changes.Count, before.Obstacle!.Block!.Value));
        Assert.Null(BlockedSecurity.Problem(_bench.Patches.Latest));
        await ExplainedAsync();
        Assert.Equal("pinned", Assert.Single(_bench.Patches.Latest!.Updates).Blocked!.WireName);
        var after = (await _bench.PlanAsync(PlannerBench.Everything)).Value;
        Assert.Equal((0, null), (after.Plan.Changes.Count, after.Obstacle));
    }

    [Theory]
    [InlineData("web=1", "web=3", true)] // The fix is 2, and 3 a later correction.
    [InlineData("web=2", "web=3", false)]
    [InlineData("web=1", "web=2", false)] // What is listed has its own kind.
    public async Task Case07_A_security_fix_that_a_later_version_has_overtaken_is_one(string installed, string listed, bool isSecurity)
    {
        _bench.Install(installed);
        _bench.Offer("web=1", "web=2", "web=3");
        _bench.Backend.Updates.Add(Inventories.Update("web", listed.Split('=')[1]));
        Fixing("web;2;amd64;repo");
        await _bench.Patches.ReadAsync(CancellationToken.None);
        Assert.Equal(isSecurity, _bench.Patches.Latest!.Updates.Single(u => u.IsListed).Security);
    }

    /// <summary>
    /// The fix is 2, and 3 is listed: the host lacks both, so that an apply by severity must not pass the worse one over in silence.
    /// </summary>
    [Theory]
    [InlineData(null, "critical", "critical", false)]
    [InlineData(null, "medium", "medium", false)]
    [InlineData(null, null, "unknown", true)]
    [InlineData("low", null, "low", true)]
    [InlineData("low", "critical", "critical", false)]
    [InlineData("high", "low", "high", false)]
    [InlineData("high", null, "high", true)]
    [InlineData("critical", null, "critical", false)]
    [InlineData("unknown", "high", "high", true)]
    public async Task Case07_An_update_is_as_severe_as_the_worst_fix_that_it_contains(
        string? listed, string? overtaken, string severity, bool mayBeWorse)
    {
        _bench.Install("web=1");
        _bench.Offer("web=1", "web=2", "web=3");
        var update = Inventories.Update("web", "3");
        _bench.Backend.Updates.Add(listed is null ? update : update with { Security = true, Severity = listed });
        if (overtaken is not null)
        {
            _bench.Severe.All[("web", "2")] = overtaken;
        }

        Fixing("web;2;amd64;repo");
        await _bench.Patches.ReadAsync(CancellationToken.None);
        var found = _bench.Patches.Latest!.Updates.Single(u => u.IsListed);
        Assert.Equal((true, severity, mayBeWorse), (found.Security, found.Severity, found.MayBeWorse));

        _bench.Simulate();
        var plan = (await _bench.PlanAsync(PlannerBench.Everything with { MinSeverity = "high" })).Value;
        var isSelected = Severities.Rank(severity) >= 3;
        Assert.Equal(isSelected ? 1 : 0, plan.Plan.Changes.Count);
        Assert.Equal(!isSelected && mayBeWorse, plan.Plan.Skipped.Any(s => s.Reason!.StartsWith("its severity is unknown")));
    }

    /// <summary>A solution with an older version than the newest one, which cannot go in.</summary>
    [Fact]
    public async Task Case07_A_version_above_the_listed_one_is_told_besides_it()
    {
        _bench.Install("web=1");
        _bench.Offer("web=2", "web=3");
        _bench.Backend.Updates.Add(Inventories.Update("web"));
        Fixing("web;3;amd64;repo");
        Failing("nothing provides lib");
        await ExplainedAsync();
        Assert.Equal(
            [("2", false, true), ("3", true, false)],
            _bench.Patches.Latest!.Updates.Select(u => (u.Version, u.Security, u.Blocked is null)));
    }

    [Fact]
    public async Task Case07_So_many_are_explained_and_no_more_security_first_and_each_once()
    {
        var names = Enumerable.Range(0, PackageLimits.ExplainedUpdates + 3).Select(i => $"p{i:00}").ToList();
        _bench.Install([.. names.Select(n => n + "=1")]);
        _bench.Offer([.. names.Select(n => n + "=2")]);
        Fixing($"{names[^1]};2;amd64;repo");
        Failing("nothing provides lib");
        await ExplainedAsync();
        Assert.Equal((PackageLimits.ExplainedUpdates, $"{names[^1]};2;amd64;repo"), (_simulated.Count, _simulated[0]));
        Assert.Equal(
            3, _bench.Patches.Latest!.Updates.Count(u => u.Blocked!.Detail.EndsWith("not asked why for each", StringComparison.Ordinal)));
        _bench.Backend.Changed!();
        await Eventually.TrueAsync(
            () =>
            {
                _bench.Clock.Advance(PackageLimits.ChangeSettle);
                return _bench.Backend.UpdatesAsked > 1;
            },
            "the next reading");
        await Eventually.TrueAsync(() => _bench.Patches.Latest!.Updates.All(u => u.Blocked != UnlistedUpdates.Unexplained), "the reasons");
        Assert.Equal(PackageLimits.ExplainedUpdates, _simulated.Count);
    }

    [Fact]
    public async Task Case07_A_reason_that_was_not_answered_is_asked_for_again()
    {
        _bench.Install("web=1");
        _bench.Offer("web=2");
        _bench.Fail(JobErrorCode.BackendUnavailable, "down", retryable: true);
        _ = _bench.Patches.RunAsync(_shutdown.Token);
        await Eventually.TrueAsync(() => _bench.Patches.Latest is not null, "the list");
        Failing("nothing provides lib");
        await ExplainedAsync(PackageLimits.RetryAfterFailure);
        Assert.Equal("conflicts", Assert.Single(_bench.Patches.Latest!.Updates).Blocked!.WireName);
    }

    [Fact]
    public async Task Case07_A_list_whose_other_versions_are_not_answered_is_not_read()
    {
        _bench.Install("web=1");
        _bench.Backend.ResolveFailure = new PackageFailure(JobErrorCode.BackendUnavailable, "down", Retryable: true);
        Assert.Equal("down", (await _bench.Patches.ReadAsync(CancellationToken.None)).Failure!.Message);
    }

    [Theory]
    [InlineData("", "unknown: the package manager would leave it as it is: it may lack what it needs, or is locked")]
    [InlineData("Update:web,Remove:db", "conflicts: it would also remove db")]
    [InlineData("Update:web,Remove:web", "pinned: it could go in alone, but the package manager prefers another state by its settings")]
    public void Case07_Without_an_error_the_rows_tell(string rows, string reason) => Assert.Equal(
        reason,
        UnlistedUpdates.Judge(
            Inventories.Update("web"),
            PackageResult<IReadOnlyList<SimulatedChange>>.Of(
            [
                .. rows.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(r => r.Split(':'))
                    .Select(r => new SimulatedChange(Enum.Parse<SimulatedKind>(r[0]), r[1], "amd64", r[0] == "Update" ? "2" : "1", null)),
            ])).Text);

    [Theory]
    [InlineData("Fixes a crash.", "", "", false)]
    [InlineData("Fixes CVE-2025-1.", "", "", true)]
    [InlineData("", "https://example.invalid/CVE-2025-1", "", true)]
    [InlineData("", "", "https://errata.example.invalid/RHSA-2025:1234", true)]
    [InlineData("", "", "https://errata.example.invalid/RHBA-2025:1234", false)]
    public void Case07_An_advisory_is_about_security_by_what_it_refers_to(string text, string cve, string vendor, bool isSecurity) =>
        Assert.Equal(
            isSecurity,
            LinuxPatchApi.Packages.Planning.AdvisoryIds.IsSecurity(UpdateDetail.Unanswered("web") with
            {
                Text = text,
                CveUrls = cve.Length > 0 ? [cve] : [],
                AdvisoryUrls = vendor.Length > 0 ? [vendor] : [],
            }));

    /// <summary>What a lock, or an exclusion of some repositories, hides.</summary>
    [Theory]
    [InlineData(true, false, "", true)]
    [InlineData(true, false, "web=2", false)]
    [InlineData(false, false, "web=2", true)]
    [InlineData(false, true, "", true)]
    [InlineData(false, true, "web=1", false)]
    public async Task Case07_What_is_hidden_is_told_with_its_origin(bool isHeld, bool isUnlessOffered, string offered, bool isHidden)
    {
        Hide(isHeld, isUnlessOffered);
        _bench.Offer(offered.Length > 0 ? [offered] : []);
        if (offered == "web=2")
        {
            _bench.Backend.Updates.Add(Inventories.Update("web"));
        }

        Assert.Equal(
            isHidden
                ? ["whether these packages lack updates is not known, for the package manager hides them: web (excludepkgs in /etc/a)"]
                : [],
            (await _bench.Patches.ReadAsync(CancellationToken.None)).Value.Warnings);
        Assert.Null(_bench.Patches.Latest!.Gap);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Case09_A_package_whose_updates_are_hidden_is_not_at_its_newest_version(bool isHeld, bool force)
    {
        Hide(isHeld, isUnlessOffered: false);
        var words = "its updates are hidden by excludepkgs in /etc/a";
        var update = new UpdateRequest(PackageSpec.Of("web"), ChangeOptions.None with { Force = force });
        var refused = (await _bench.PlanAsync(update)).Failure!;
        Assert.Equal(JobErrorCode.DependencyConflict, refused.Code);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("options.force", refused.Message, StringComparison.Ordinal);

        var named = (await _bench.PlanAsync(PlannerBench.Everything with { Packages = [PackageSpec.Of("web")] })).Value;
        Assert.Contains(words, named.NothingPossible!.Message, StringComparison.Ordinal);
        Assert.Contains(words, Assert.Single(named.Plan.Skipped).Reason, StringComparison.Ordinal);
    }

    private void Hide(bool isHeld, bool isUnlessOffered) => _bench.Source.Answer = new InstalledInventory(
        [
            Inventories.Package(isHeld ? "web=1!hold" : "web=1") with
            {
                HiddenBy = "excludepkgs in /etc/a", IsHiddenUnlessOffered = isUnlessOffered,
            },
        ],
        DateTimeOffset.UnixEpoch,
        _bench.Source.Terms);

    private void Fixing(string id) => _bench.Backend.Details = ids => PackageResult<IReadOnlyList<UpdateDetail>>.Of(
        [.. ids.Where(i => i == id).Select(i => UpdateDetail.Unanswered(i) with { CveUrls = ["https://example.invalid/CVE-2025-1"] })]);

    private void Failing(string message) => _bench.Backend.Simulation = set =>
    {
        _simulated.AddRange(((LinuxPatchApi.Packages.Engines.ChangeSet.Install)set).Ids);
        return new PackageFailure(JobErrorCode.DependencyConflict, message, Retryable: false);
    };

    private Task ExplainedAsync()
    {
        _ = _bench.Patches.RunAsync(_shutdown.Token);
        return ExplainedAsync(PackageLimits.ChangeSettle);
    }

    private Task ExplainedAsync(TimeSpan step)
    {
        return Eventually.TrueAsync(
            () =>
            {
                _bench.Clock.Advance(step);
                return _bench.Patches.Latest is { } latest && latest.Updates.All(u => u.Blocked != UnlistedUpdates.Unexplained);
            },
            "the reasons");
    }
}
