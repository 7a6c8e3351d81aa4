using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Access;

/// <summary>The numbers of a real agent.</summary>
public sealed class MetricsTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const string NoCertificate = "linux_patch_api_handshake_failures_total{reason=\"no_certificate\"}";
    private const string Refused = "linux_patch_api_requests_total{class=\"4xx\"}";

    /// <summary>Of Prometheus, on the loopback of this machine.</summary>
    private const int Port = 19099;

    /// <summary>Metrics that this host has no series of: it needs no reboot, and nothing says when its updates were published.</summary>
    private static readonly string[] WithoutSeries =
        ["linux_patch_api_reboot_required_info", "linux_patch_api_oldest_security_update_published_timestamp_seconds"];

    [Fact]
    public async Task Refused_handshakes_and_requests_are_counted_by_their_kind()
    {
        var before = await ReadAsync();
        Assert.Equal(1, before["linux_patch_api_crl_status{status=\"valid\"}"]);
        using var stranger = new AgentClient(host.Sandbox.Address, host.Identity with { Own = null });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => stranger.GetAsync("/health"));
        (await host.Client.GetAsync("/api/v1/jobs/none")).Expect(400);
        await Eventually.AsWantedAsync(
            "the counts", ReadAsync, now => now[NoCertificate] > before[NoCertificate] && now[Refused] > before[Refused]);
    }

    [Fact]
    public async Task Promtool_has_nothing_against_the_answer()
    {
        await host.Client.PatchDetailsAsync();
        var file = Path.Combine(host.Sandbox.ClientFiles, "metrics.txt");
        await File.WriteAllTextAsync(file, (await host.Client.GetAsync("/metrics")).Expect(200).Text);
        var checkedBy = await Command.TryAsync("sh", "-c", $"promtool check metrics <{file}");
        Assert.True(checkedBy is { Exit: 0, Text: "" }, checkedBy.Text);
    }

    [Fact]
    public async Task Checks_that_call_other_services_are_in_the_metrics_after_the_first_scrape()
    {
        await Eventually.AsWantedAsync(
            "the checks that health does not make", ReadAsync,
            samples => samples.ContainsKey("linux_patch_api_doctor_examined_timestamp_seconds"), seconds: 60);
        var doctor = (await host.Client.GetAsync("/api/v1/system/doctor")).Expect(200).Data;
        // There is a last change only once there was a job, which the first scrape may have been before.
        var names = doctor.Items("checks").Select(c => $"linux_patch_api_check_status{{check=\"{c.Text("name")}\"}}")
            .Where(name => !name.Contains("last-change", StringComparison.Ordinal)).ToList();
        // What health has from the probe of the package manager is not there before that has answered for the first time.
        var missing = await Eventually.AsWantedAsync(
            "all of doctor's checks",
            async () =>
            {
                var samples = await ReadAsync();
                return string.Join(", ", names.Where(name => !samples.ContainsKey(name)));
            },
            none => none.Length == 0, seconds: 60);
        Assert.Empty(missing);
        var now = await ReadAsync();
        Assert.Equal(0, now["linux_patch_api_check_status{check=\"polkit\"}"]);
    }

    /// <summary>Debian's Prometheus with the shipped scrape configuration and rules: only target and paths are those of the test.</summary>
    [Fact]
    public async Task Prometheus_scrapes_the_agent_over_mutual_tls_and_answers_the_rules_and_the_dashboard()
    {
        await host.Client.PatchDetailsAsync();
        await host.Client.DoneAsync("POST", "/api/v1/patches/apply", """{"packages":["sample-tiny1"]}""");
        var folder = Directory.CreateTempSubdirectory("prometheus").FullName;
        var shipped = Path.Combine(TestBed.Repository, "integrations/prometheus");
        var scrape = (await File.ReadAllTextAsync(Path.Combine(shipped, "scrape.yml")))
            .Replace("/etc/prometheus/linux-patch-api", host.Sandbox.ClientFiles, StringComparison.Ordinal)
            .Replace("scrape_interval: 60s", "scrape_interval: 1s", StringComparison.Ordinal)
            .Replace("192.0.2.5:12443\", \"web1.example.net:12443", $"{host.Client.Address}:12443", StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "prometheus.yml"), $"rule_files: [{shipped}/rules.yml]\nglobal: {{evaluation_interval: 1s}}\n{scrape}");
        using var prometheus = Process.Start(new ProcessStartInfo("prometheus",
        [
            $"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{Port}",
            "--log.level=error",
        ]))!;
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
            Assert.Equal("1", await ValueAsync(http, "up{job=\"linux-patch-api\"}"));
            Assert.Equal("1", await ValueAsync(http, "linux_patch_api_build_info"));
            Assert.NotEqual("0", await ValueAsync(http, "sum(linux_patch_api_updates_pending{class=\"security\"})"));
            Assert.Equal("1", await ValueAsync(http, "count(process_resident_memory_bytes)"));
            Assert.Equal("11", await ValueAsync(http, "count(linux_patch_api_job_duration_seconds_bucket)"));
            var rules = await Eventually.AsWantedAsync(
                "every rule evaluated",
                async () => JsonDocument.Parse(await http.GetStringAsync("/api/v1/rules")).RootElement.At("data").Items("groups")
                    .SelectMany(g => g.Items("rules")).Select(r => r.Text("health")!).ToList(),
                all => all.Count > 10 && !all.Contains("unknown"));
            Assert.All(rules, health => Assert.Equal("ok", health));
            foreach (var expression in Expressions(Path.Combine(shipped, "dashboard.json"))
                .Where(expression => !WithoutSeries.Any(metric => expression.Contains(metric, StringComparison.Ordinal))))
            {
                await ValueAsync(http, expression.Replace("$instance", ".*", StringComparison.Ordinal)
                    .Replace("$__rate_interval", "1m", StringComparison.Ordinal), any: true);
            }
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<string> Expressions(string dashboard)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(dashboard));
        return [.. document.RootElement.Items("panels").SelectMany(panel => panel.Items("targets")).Select(target => target.Text("expr")!)];
    }

    /// <summary>The value of a query, once it has one.</summary>
    /// <param name="any">Whether it may have several series, of which the first counts.</param>
    private static Task<string> ValueAsync(HttpClient http, string query, bool any = false) => Eventually.AsWantedAsync(
        query,
        async () =>
        {
            try
            {
                var answer = await http.GetStringAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}");
                var series = JsonDocument.Parse(answer).RootElement.At("data").Items("result");
                return series.Count == 1 || (any && series.Count > 0) ? series[0].At("value")[1].GetString()! : "";
            }
            catch (HttpRequestException)
            {
                return ""; // It is starting, or loads its own data.
            }
        },
        value => value.Length > 0);

    private async Task<IReadOnlyDictionary<string, double>> ReadAsync()
    {
        var answer = (await host.Client.GetAsync("/metrics")).Expect(200);
        Assert.StartsWith("text/plain; version=0.0.4", answer.Headers["Content-Type"], StringComparison.Ordinal);
        return answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line =>
                double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }
}
