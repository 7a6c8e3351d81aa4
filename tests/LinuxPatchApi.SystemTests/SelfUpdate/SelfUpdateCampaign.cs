using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.SelfUpdate;

/// <summary>
/// Self-updates to good and broken versions in turn, and the agent or its guard killed in each at any time. After each the host is held
/// against the job: which version answers, what dpkg has, what the job says. The same seed gives the same kills.
/// </summary>
internal sealed class SelfUpdateCampaign(SelfUpdateHost host, int seed)
{
    private const string Agent = "linux-patch-api.service";
    private const string Guard = "linux-patch-api-guard.service";

    /// <summary>Longer than a whole update takes, so that kills fall into every part of it; a broken one waits for its deadline.</summary>
    private const int LatestGood = 6000;
    private const int LatestBroken = 14000;

    /// <summary>A listening agent may be stopped by the kill, by the package's script and by the guard.</summary>
    private const int Stops = 3;

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private TimeSpan _longest;

    /// <summary>Throws with the seed and the kill at the first host that is unreachable and the first job that is untrue.</summary>
    /// <param name="tell">Receives the numbers so far, after each kill.</param>
    public async Task<string> RunAsync(int kills, Func<string, Task> tell)
    {
        var clock = Stopwatch.StartNew();
        var report = "";
        for (var kill = 1; kill <= kills; kill++)
        {
            var isGood = kill % 2 == 1;
            var unit = _random.Next(3) == 0 ? Guard : Agent;
            var delay = _random.Next(0, isGood ? LatestGood : LatestBroken);
            var what = $"{(isGood ? "good" : "broken")} version, {unit} killed after {delay} ms";
            try
            {
                await StepAsync(isGood, unit, delay);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, kill {kill} of {kills}: {what}: {e.Message}", e);
            }

            report = Report(kill, clock.Elapsed);
            await tell(report);
        }

        return report;
    }

    private async Task StepAsync(bool isGood, string unit, int delay)
    {
        await host.PresentAsync();
        await host.OfferAsync(isGood ? SelfUpdateHost.Good : SelfUpdateHost.ExitsAtOnce);
        var id = await host.Client.JobAsync("POST", "/api/v1/system/update", """{"restart_delay_seconds":0}""");
        await Task.Delay(delay);
        // Its only process, which also exists while the unit starts or stops; the kill fails where there is none.
        var killed = (await host.Sandbox.TryShAsync($"systemctl kill --kill-whom=main -s KILL {unit}")).Exit == 0;
        var seen = await ChangeOver.WatchAsync(host, id, Stops);
        await CheckAsync(seen.Job, isGood);
        _longest = seen.Longest > _longest ? seen.Longest : _longest;
        Count(isGood ? "good" : "broken", killed ? unit : $"{unit}, which did not run");
        Count(isGood ? "good ended" : "broken ended", await EndAsync(seen.Job));
    }

    private async Task CheckAsync(JsonElement job, bool isGood)
    {
        var (status, error) = (job.Text("status"), job.Text("error"));
        var runs = (await host.Client.HealthAsync()).Text("version");
        Assert.Equal(runs, await host.Sandbox.VersionAsync("linux-patch-api"));
        Assert.Equal("", await host.Sandbox.ShAsync("dpkg --audit"));
        Assert.True(runs == SelfUpdateHost.Present || (isGood && runs == SelfUpdateHost.Next), $"version {runs} runs: {job}");
        Assert.True(
            status switch
            {
                "completed" => error is null && runs == SelfUpdateHost.Next
                    && job.Text("message")!.Contains($"version {runs} answers", StringComparison.Ordinal),
                "failed" => error!.EndsWith($"; version {runs} runs now", StringComparison.Ordinal),
                _ => false,
            },
            $"version {runs} runs: {job}");

        // Nothing is planned where the job ended before it had a plan.
        foreach (var change in job.Items("changes"))
        {
            var outcome = change.Text("outcome");
            Assert.True(outcome == (runs == SelfUpdateHost.Next ? "applied" : "unchanged"), $"version {runs} runs: {job}");
        }

        await Eventually.AsWantedAsync("the guard to leave", () => host.Sandbox.UnitStateAsync(Guard), s => s is "inactive" or "failed");
    }

    /// <summary>How it ended, as both doors tell it.</summary>
    private async Task<string> EndAsync(JsonElement job)
    {
        var answer = await host.Client.GetAsync("/api/v1/system/update/status");
        var record = answer.Status == 404 ? "no record" : answer.Expect(200).Data.Text("status");
        Assert.True(record is not ("in_progress" or "ending" or "restoring" or "restore_failed"), $"{record}: {job}");
        return $"{job.Text("status")}{(job.TryGetProperty("error_code", out var code) ? $", {code}" : "")} ({record})";
    }

    private string Report(int kills, TimeSpan spent)
    {
        var report = new StringBuilder(
            $"self-update kills: {kills} in {spent.TotalSeconds:0} s, seed {seed}: every host reachable on one of both versions, no job "
                + $"untrue; longest without an answer {_longest.TotalSeconds:0.0} s\n");
        foreach (var (what, count) in _counts)
        {
            report.Append($"  {what}: {count}\n");
        }

        return report.ToString();
    }

    private void Count(string what, string value) => _counts[$"{what}: {value}"] = _counts.GetValueOrDefault($"{what}: {value}") + 1;
}
