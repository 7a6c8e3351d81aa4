using System.Text.Json;
using LinuxPatchApi.ClientView;
using LinuxPatchApi.ClientView.Views;

namespace LinuxPatchApi.Tests.ClientView.Views;

/// <summary>Answers as lines. The answers are shaped as the API documents them; missing members never break a view.</summary>
public sealed class ViewTests
{
    [Fact]
    public void Patches_are_a_table_with_what_keeps_one_out()
    {
        var lines = PatchesView.Lines(Json("""
            {"patches":[
             {"name":"bash","current_version":"5.2-1","available_version":"5.2-2","kind":"security","security":true,
              "severity":"unknown","cve_ids":["CVE-2026-1","CVE-2026-2","CVE-2026-3"],"held":false,"blocked_by":null},
             {"name":"zlib1g","current_version":null,"available_version":"1.3","kind":"bugfix","security":false,
              "severity":"low","cve_ids":[],"held":true,"blocked_by":{"kind":"held","detail":"held at 1.2 by x","remedy":"run y"}},
             {"name":"zsh","current_version":"5","available_version":"6","kind":"bugfix","severity":"low","cve_ids":[],
              "held":false,"blocked_by":{"kind":"phased","detail":"x","remedy":null}}],
             "total":3,"security_updates":1,"requires_reboot":true,"metadata_refreshed_at":"2026-11-29T10:00:00.000Z","stale":true}
            """));

        Assert.Equal(
            [
                "bash    5.2-1  ->  5.2-2  security  unknown  CVE-2026-1,CVE-2026-2 +1",
                "zlib1g  -      ->  1.3    bugfix    low      [held]",
                "zsh     5      ->  6      bugfix    low      [phased]",
                "zlib1g is held at 1.2 by x: run y",
                "zsh [phased] x",
                "3 patches, 1 of them security, a reboot is needed afterwards; lists of 2026-11-29T10:00:00.000Z, stale: "
                    + "--refresh brings newer ones",
            ],
            lines);
        Assert.Equal(
            ["warning: no route", "no patches; lists of T1, stale"],
            PatchesView.Lines(Json("""
                {"patches":[],"total":0,"metadata_refreshed_at":"T1","stale":true,"warnings":["no route"]}
                """), isRefreshed: true));
        Assert.Equal(["no patches; age of the lists unknown"], PatchesView.Lines(Json("""{"patches":[],"total":0}""")));
    }

    [Fact]
    public void A_plan_names_removals_loudly_and_what_is_left_out()
    {
        var plan = Json("""
            {"digest":"d1","install":[],"upgrade":[{"name":"bash","from_version":"1","to_version":"2"}],
             "remove":[{"name":"old","from_version":"3","to_version":null}],
             "skipped":[{"name":"kept","from_version":"1","to_version":"2","reason":"held"}],
             "download_bytes":1234567,"requires_reboot":false,"warnings":["w"]}
            """);

        Assert.Equal(
            [
                "upgrade    bash  1  ->  2",
                "remove     old   3  ->  -",
                "leave out  kept  1  ->  2  held",
                "warning: w",
                "2 changes, 1 of them REMOVED, 1 left out, 1.2 MB to download",
                "digest d1",
            ],
            PlanView.Lines(plan));
        Assert.Equal(2, PlanView.Count(plan));
        Assert.Equal("nothing to change, 1 left out", PlanView.Summary(Json("""{"skipped":[{"name":"x"}]}""")));
    }

    [Theory]
    [InlineData(80, "[########........]  50%  downloading  12.3 MB/s  a-package-with-a-very-long-nam…")]
    [InlineData(60, "[########........]  50%  downloading  12.3 MB/s  a-package-…")]
    [InlineData(30, "[########........]  50%  down…")]
    public void Progress_fits_the_width(int width, string expected) => Assert.Equal(expected, JobView.Progress(Json("""
        {"status":"running","progress":50,"phase":"downloading","speed_bytes_per_second":12300000,
         "current_package":"a-package-with-a-very-long-name-that-goes-on-and-on"}
        """), width));

    [Fact]
    public void Progress_is_never_wider_than_it_may_be()
    {
        var job = Json("""
            {"status":"running","progress":100,"phase":"installing","current_package":"bash","speed_bytes_per_second":null}
            """);
        for (var width = 1; width <= 200; width++)
        {
            Assert.InRange(JobView.Progress(job, width).Length, 1, width);
        }
    }

    [Fact]
    public void A_job_that_waits_or_reboots_says_so_instead_of_its_phase()
    {
        Assert.Equal(
            "[................]   0%  pending", JobView.Progress(Json("""{"status":"pending","progress":0,"phase":"queued"}"""), 80));
        Assert.Equal(
            "[###############.]  95%  rebooting", JobView.Progress(Json("""{"status":"rebooting","progress":95,"phase":"x"}"""), 80));
    }

    [Fact]
    public void An_ended_job_shows_each_outcome_and_why_it_failed()
    {
        var job = Json("""
            {"status":"failed","error_code":"GPG_ERROR","error":"a signature","message":"m","changes":[
             {"name":"bash","action":"upgrade","from_version":"1","to_version":"2","outcome":"unchanged","reason":"not signed"}],
             "restarted":[{"unit":"a.service","outcome":"failed","reason":"exit 1"}],"warnings":["w"]}
            """);

        Assert.Equal(
            [
                "bash  upgrade  1  ->  2  unchanged  not signed",
                "restart of a.service: failed, exit 1",
                "warning: w",
                "failed: GPG_ERROR: a signature",
            ],
            JobView.Ended(job));
        Assert.True(JobView.HasEnded(job));
        Assert.False(JobView.IsDone(job));
    }

    [Fact]
    public void Status_says_what_an_operator_needs_first()
    {
        var lines = HostView.Status(
            Json("""{"status":"degraded","version":"0.1.0","degraded_reasons":["clock: wrong"]}"""),
            Json("""
                {"hostname":"web1","os":"Debian GNU/Linux","os_version":"12","kernel":"6.1.0","uptime_seconds":200000,
                 "pending_reboot":true,"pending_reboot_reasons":["kernel"],"last_update_check":"T1","last_update_apply":null,
                 "package_db_clean":false}
                """),
            Json("""{"total":3,"security_updates":1}"""));

        Assert.Equal(
            [
                "status       degraded, version 0.1.0",
                "host         web1, Debian GNU/Linux 12, kernel 6.1.0, up 2 days",
                "patches      3 patches, 1 of them security",
                "reboot       needed: kernel",
                "last check   T1",
                "last apply   none known",
                "packages     one is installed in part: 'client repair' shows what would complete it",
                "degraded     clock: wrong",
            ],
            lines);
        Assert.Equal(
            "healthy, patches unknown", HostView.StatusLine(Json("""{"status":"healthy","degraded_reasons":[]}"""), Json("{}"), null));
    }

    [Theory]
    [InlineData("\"8f\"", "by job 8f: 'client reboot --cancel' takes it back")]
    [InlineData("null", "not by a job of this agent: 'shutdown -c' on the host takes it back")]
    public void A_reboot_that_is_scheduled_is_seen_with_the_way_to_take_it_back(string job, string expected)
    {
        var health = Json($$"""
            {"status":"healthy","degraded_reasons":[],"scheduled_shutdown":{"type":"reboot","at":"T1","job_id":{{job}} } }
            """);
        Assert.Equal(
            ["reboot       not needed", $"scheduled    reboot at T1, {expected}", "last check   unknown"],
            HostView.Status(health, Json("{}"), null).Skip(3).Take(3));
        Assert.Equal("healthy, patches unknown, reboot at T1", HostView.StatusLine(health, Json("{}"), null));
    }

    [Theory]
    [InlineData("false", "not needed")]
    [InlineData("true", "needed: libc6")]
    public void What_a_reboot_means_in_a_container_is_said_beside_whether_it_is_needed(string isNeeded, string expected)
    {
        var words = $"{expected} (lxc container: a reboot restarts only the container; a new kernel takes a reboot of its host)";
        var reasons = isNeeded == "true" ? "\"libc6\"" : "";
        Assert.Contains($"reboot       {words}", HostView.Status(Json("{}"), Json($$"""
            {"pending_reboot":{{isNeeded}},"pending_reboot_reasons":[{{reasons}}],"container":"lxc"}
            """), null));
        Assert.Equal($"0 units run replaced files; reboot {words}", HostView.RestartsSummary(Json($$"""
            {"reboot_required":{{isNeeded}},"reboot_reasons":[{{reasons}}],"container":"lxc"}
            """)));
    }

    [Fact]
    public void Doctor_shows_remedies_and_an_unknown_status_counts_as_failed()
    {
        var data = Json("""
            {"checks":[{"name":"bus","status":"ok","seen":"fine"},
             {"name":"disk","status":"warning","problem":"small","remedy":"apt clean"}]}
            """);

        Assert.Equal(
            ["ok         bus: fine", "warning    disk: small", "           to do: apt clean", "2 checks, 0 failed, 1 warning"],
            HostView.Doctor(data));
        Assert.False(HostView.HasFailedCheck(data));
        Assert.False(HostView.HasFailedCheck(Json("""{"checks":[{"name":"x","status":"not_tested"}]}""")));
        Assert.Equal(
            "1 check, 0 failed, 0 warnings, 1 not tested",
            HostView.DoctorSummary(Json("""{"checks":[{"name":"x","status":"not_tested"}]}""")));
        Assert.True(HostView.HasFailedCheck(Json("""{"checks":[{"name":"x","status":"new"}]}""")));
    }

    [Theory]
    [InlineData(0, "0 units run replaced files; reboot not needed")]
    [InlineData(1, "1 unit runs replaced files; reboot not needed")]
    [InlineData(2, "2 units run replaced files; reboot not needed")]
    public void Numbers_agree_with_their_nouns(int count, string expected)
    {
        var units = string.Join(',', Enumerable.Repeat("{}", count));
        Assert.Equal(expected, HostView.RestartsSummary(Json($$"""{"units":[{{units}}],"reboot_required":false}""")));
        Assert.EndsWith(", up 1 day", HostView.Status(Json("{}"), Json("""{"uptime_seconds":90000}"""), null)[1]);
    }

    [Fact]
    public void Text_of_an_agent_cannot_steer_the_terminal() => Assert.Equal(
        ["a?[2Jb  1  ->  2  -  -", "1 patch, 0 of them security; age of the lists unknown"],
        PatchesView.Lines(Json("""{"patches":[{"name":"a\u001b[2Jb","current_version":"1","available_version":"2"}],"total":1}""")));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(999_949, "999.9 kB")]
    [InlineData(999_950, "1.0 MB")]
    [InlineData(5_000_000_000, "5.0 GB")]
    public void Bytes_have_a_unit(long bytes, string expected) => Assert.Equal(expected, Plain.Bytes(bytes));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"patches":7,"checks":"x","jobs":{},"units":null,"upgrade":[1,null,"x"],"total":"many","status":5}""")]
    public void An_answer_of_another_shape_breaks_no_view(string json)
    {
        var data = Json(json);
        Assert.NotEmpty(PatchesView.Lines(data));
        Assert.NotEmpty(PlanView.Lines(data));
        Assert.NotEmpty(JobView.List(data));
        Assert.NotEmpty(JobView.Ended(data));
        Assert.NotEmpty(JobView.Progress(data, 80));
        Assert.NotEmpty(HostView.Status(data, data, data));
        Assert.NotEmpty(HostView.Restarts(data));
        Assert.NotEmpty(HostView.Doctor(data));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
