using System.Text;
using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.Metrics;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.ServiceRestarts;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Packages;

namespace LinuxPatchApi.Tests.Metrics;

/// <summary>What each subject writes.</summary>
public sealed class SubjectMetricsTests
{
    private static readonly DateTimeOffset Day = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Updates_are_counted_by_class_and_origin()
    {
        var samples = Written(writer => UpdateMetrics.Pending(writer,
        [
            Inventories.Update("a", security: true), Inventories.Update("b", security: true, held: true), Inventories.Update("c"),
            Inventories.Update("d") with { Kind = "bugfix", Repository = null },
        ]));
        Assert.Equal(2, samples["linux_patch_api_updates_pending{class=\"security\",origin=\"repo\"}"]);
        Assert.Equal(1, samples["linux_patch_api_updates_pending{class=\"normal\",origin=\"repo\"}"]);
        Assert.Equal(1, samples["linux_patch_api_updates_pending{class=\"bugfix\",origin=\"unknown\"}"]);
        Assert.Equal(3, samples.Count);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public void Origins_beyond_the_limit_are_counted_together_and_those_with_most_updates_are_named(int beyond, int together)
    {
        List<UpdateCandidate> updates =
        [
            .. Enumerable.Range(0, PackageLimits.MetricOrigins + beyond)
                .Select(i => Inventories.Update($"p{i}") with { Repository = $"r{i:00}" }),
        ];
        updates.Add(Inventories.Update("more") with { Repository = updates[^1].Repository });

        var samples = Written(writer => UpdateMetrics.Pending(writer, updates));

        Assert.Equal(PackageLimits.MetricOrigins + together, samples.Count);
        Assert.Equal(2, samples[$"linux_patch_api_updates_pending{{class=\"normal\",origin=\"{updates[^1].Repository}\"}}"]);
        Assert.Equal(together, samples.GetValueOrDefault("linux_patch_api_updates_pending{class=\"normal\",origin=\"other\"}"));
    }

    [Fact]
    public void Oldest_security_update_is_the_oldest_with_a_date_and_those_without_are_counted()
    {
        UpdateCandidate[] updates =
        [
            Inventories.Update("old"), Inventories.Update("a", security: true), Inventories.Update("b", security: true),
            Inventories.Update("c", security: true),
        ];
        var details = new[] { (updates[0], Day.AddDays(-9)), (updates[1], Day), (updates[2], Day.AddDays(-1)) }.ToDictionary(
            d => d.Item1.Id, d => UpdateDetail.None(d.Item1.Id) with { PublishedAt = d.Item2 });

        var samples = Written(writer => UpdateMetrics.Oldest(writer, new UpdatesSnapshot(updates, details, Day, null, default)));

        Assert.Equal(
            Day.AddDays(-1).ToUnixTimeSeconds(), samples["linux_patch_api_oldest_security_update_published_timestamp_seconds"]);
        Assert.Equal(1, samples["linux_patch_api_security_updates_undated"]);
    }

    [Fact]
    public void No_date_is_written_when_none_is_known()
    {
        var snapshot = new UpdatesSnapshot(
            [Inventories.Update("a", security: true)], new Dictionary<string, UpdateDetail>(), Day, null, default);
        var samples = Written(writer => UpdateMetrics.Oldest(writer, snapshot));
        Assert.Equal("linux_patch_api_security_updates_undated", Assert.Single(samples).Key);
    }

    [Theory]
    [InlineData(false, "", "6.1.0-1-amd64", null, "000")]
    [InlineData(true, "", "6.1.0-1-amd64", null, "100")]
    [InlineData(false, "dbus", "6.1.0-1-amd64", null, "010")]
    [InlineData(false, "", "6.1.0-2-amd64", null, "001")]
    [InlineData(true, "dbus", "6.1.0-2-amd64", null, "111")]
    [InlineData(false, "", "6.1.0-2-amd64", "lxc", "000")]
    public void Reboot_has_a_series_for_each_kind_of_evidence(
        bool marked, string hint, string installed, string? container, string expected)
    {
        var because = RebootNeed.Because(
            marked ? new RebootMarker(Day, [], []) : null, hint.Length > 0 ? [hint] : [], container, "6.1.0-1-amd64", [installed]);
        var samples = Written(writer => RebootMetrics.Write(writer, because));

        Assert.Equal(expected, string.Concat(new[] { "marker", "package_manager", "kernel" }
            .Select(reason => samples[$"linux_patch_api_reboot_required_info{{reason=\"{reason}\"}}"])));
        Assert.Equal(expected == "000" ? 0 : 1, samples["linux_patch_api_reboot_required"]);
    }

    [Fact]
    public void What_must_be_restarted_is_counted_by_kind()
    {
        var samples = Written(writer => RestartMetrics.Write(writer, new RestartScan(Day, 90, 2, [Group(PlaceKind.Service),
            Group(PlaceKind.Service), Group(PlaceKind.Session)])));
        Assert.Equal(2, samples["linux_patch_api_restarts_needed{kind=\"service\"}"]);
        Assert.Equal(1, samples["linux_patch_api_restarts_needed{kind=\"session\"}"]);
        Assert.Equal(0, samples["linux_patch_api_restarts_needed{kind=\"init\"}"]);
        Assert.Equal(2, samples["linux_patch_api_restarts_unreadable_processes"]);
        Assert.Equal(Day.ToUnixTimeSeconds(), samples["linux_patch_api_restarts_scanned_timestamp_seconds"]);

        static StaleGroup Group(PlaceKind kind) => new(kind, "a.service", null, null, 1, [], 1, []);
    }

    [Fact]
    public void Checks_have_the_documented_numbers_and_the_worst_of_a_name_counts()
    {
        var known = new KnownChecks(
        [
            (HealthMember.Config, CheckResult.Ok("config", "")),
            (HealthMember.ReasonsOnly, CheckResult.Warn("disk", "", "full", null)),
            (HealthMember.ReasonsOnly, CheckResult.Ok("disk", "")),
            (HealthMember.Certificates, CheckResult.Fail("certificates", "", "none", "")),
        ]);
        var others = new Examination([CheckResult.NotTested("clock", "no bus")], Day);

        var samples = Written(writer => MetricsApi.Checks(writer, known, others));

        Assert.Equal(0, samples["linux_patch_api_check_status{check=\"config\"}"]);
        Assert.Equal(1, samples["linux_patch_api_check_status{check=\"disk\"}"]);
        Assert.Equal(2, samples["linux_patch_api_check_status{check=\"certificates\"}"]);
        Assert.Equal(-1, samples["linux_patch_api_check_status{check=\"clock\"}"]);
        foreach (var status in Enum.GetValues<CheckStatus>())
        {
            Assert.Equal(1, samples[$"linux_patch_api_doctor_findings{{status=\"{CheckResult.WireName(status)}\"}}"]);
        }

        Assert.Equal(Day.ToUnixTimeSeconds(), samples["linux_patch_api_doctor_examined_timestamp_seconds"]);
        Assert.DoesNotContain(
            "linux_patch_api_doctor_examined_timestamp_seconds", Written(writer => MetricsApi.Checks(writer, known, null)).Keys);
    }

    [Fact]
    public void Process_is_read_as_proc_shows_it()
    {
        const string Stat = "7 (a) b) c) S 1 7 7 0 -1 4194560 100 0 0 0 250 33 0 0 20 0 12 0 4711 1000000 25 18446744073709551615 1 1";
        const string Limits = "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max open files            524288               524288               files     \n";

        var samples = Written(writer => ProcessMetrics.Write(writer, Stat, Limits, 17, 4096));

        Assert.Equal(2.83, samples["process_cpu_seconds_total"]);
        Assert.Equal(12, samples["process_threads"]);
        Assert.Equal(1000000, samples["process_virtual_memory_bytes"]);
        Assert.Equal(102400, samples["process_resident_memory_bytes"]);
        Assert.Equal(17, samples["process_open_fds"]);
        Assert.Equal(524288, samples["process_max_fds"]);
    }

    [Fact]
    public void What_cannot_be_read_of_the_process_is_absent()
    {
        var writer = new MetricsWriter();
        ProcessMetrics.Write(writer, "7 (a) S 1", "Max open files            unlimited   unlimited   files", null, 4096);
        ProcessMetrics.Write(writer, null, null, null, 4096);
        Assert.Empty(writer.ToBytes());
    }

    [Fact]
    public void Process_of_the_test_itself_has_every_family()
    {
        var samples = Written(new ProcessMetrics("/proc/self", Day).Write);
        Assert.Equal(7, samples.Count);
        Assert.InRange(samples["process_open_fds"], 3, samples["process_max_fds"]);
        Assert.InRange(samples["process_resident_memory_bytes"], 1 << 20, samples["process_virtual_memory_bytes"]);
    }

    private static IReadOnlyDictionary<string, double> Written(Action<MetricsWriter> write)
    {
        var writer = new MetricsWriter();
        write(writer);
        return ExpositionFormat.Read(Encoding.UTF8.GetString(writer.ToBytes()));
    }
}
