using System.Diagnostics;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>
/// Changes of all kinds, one after the other, and the agent killed in each: at a record of the journal, or any time later. After each the
/// jobs and the package database are held against each other. The same seed gives the same kills.
/// </summary>
internal sealed class CrashCampaign(CrashHost host, int seed)
{
    private const string New = "sample-new";
    private const string Old = "1.0-1";
    private static readonly string[] Tiny = ["sample-tiny1", "sample-tiny2", "sample-tiny3"];
    private static readonly string[] Operations = ["install", "update", "remove", "patch_apply", "rollback", "service_restart"];

    /// <summary>Longer than a whole job takes, so that kills fall into every part of it and beyond its end.</summary>
    private const int LatestMicroseconds = 2_500_000;

    private readonly Random _random = new(seed);
    private readonly CampaignCounts _counts = new();
    private readonly List<string> _undoable = [];

    /// <summary>Throws with the seed and the kill at the first job that is lost or untrue.</summary>
    public async Task<string> RunAsync(int kills)
    {
        var clock = Stopwatch.StartNew();
        for (var kill = 1; kill <= kills; kill++)
        {
            try
            {
                await StepAsync();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, kill {kill} of {kills}: {e.Message}", e);
            }
        }

        return _counts.Report(
            $"crash campaign: {kills} kills in {clock.Elapsed.TotalSeconds:0} s, seed {seed}: no job lost, none untrue, package "
                + "database whole");
    }

    private async Task StepAsync()
    {
        var installed = await JobTruth.InstalledAsync(host.Sandbox);
        if (_undoable.Count == 0 && Tiny.All(name => installed.GetValueOrDefault(name) != Old))
        {
            await host.Sandbox.ShAsync(
                $"apt-get -q -y --allow-downgrades install {string.Join(' ', Tiny.Select(name => $"{name}={Old}"))} >/dev/null 2>&1");
            installed = await JobTruth.InstalledAsync(host.Sandbox);
        }

        var (operation, method, path, body) = Choose(installed);
        var point = Point();
        var known = await host.JobIdsAsync();
        var invocation = await host.LifeAsync();
        await host.ArmAsync(point);
        var admitted = await host.TryJobAsync(method, path, body);
        await Eventually.AsWantedAsync($"the kill at {point}", () => Task.FromResult(host.Killed()), killed => killed == point.ToString());
        var id = await host.NewJobAsync(known, admitted);
        _counts.Add("operation", operation);
        _counts.Add("kill", point.When == "synced" && point.Microseconds > 0 ? "at any time" : point.When);
        if (id is null)
        {
            Assert.True(point is { When: "torn", Record: 1 }, $"{operation} at {point}: a record on the disk is no job");
            _counts.Add("end", "never admitted");
            return;
        }

        var job = await host.Client.EndAsync(id);
        await JobTruth.CheckAsync(host.Sandbox, job, $"{operation} at {point}");
        var restarted = operation == "service_restart" && job.Items("restarted").Any(r => r.Text("outcome") == "restarted");
        Assert.True(restarted == (invocation != await host.LifeAsync()),
            $"{operation} at {point}: the service was {(restarted ? "not " : "")}restarted: {job}");
        Assert.True(operation != "service_restart" || restarted == (job.Text("status") == "completed"), $"{operation} at {point}: {job}");
        _counts.Add("end", job.TryGetProperty("error_code", out var code) ? $"{job.Text("status")}, {code}" : job.Text("status")!);
        Assert.Equal(operation, job.Text("operation"));
        _undoable.Clear();
        if (operation is "update" or "patch_apply" && job.Text("status") == "completed")
        {
            _undoable.Add(id);
        }
    }

    /// <summary>An operation that has something to do, in turn, so that each gets its share.</summary>
    private (string Operation, string Method, string Path, string? Body) Choose(IReadOnlyDictionary<string, string> installed)
    {
        var old = Tiny.Where(name => installed.GetValueOrDefault(name) == Old).ToList();
        var possible = Operations.Where(operation => operation switch
        {
            "install" => !installed.ContainsKey(New),
            "remove" => installed.ContainsKey(New),
            "rollback" => _undoable.Count > 0,
            "service_restart" => true,
            _ => old.Count > 0,
        }).OrderBy(operation => _counts.Of("operation", operation)).ThenBy(operation => operation == "rollback" ? 0 : 1).ToList();
        return possible[0] switch
        {
            "install" => ("install", "POST", "/api/v1/packages", $$"""{"packages":[{"name":"{{New}}"}]}"""),
            "remove" => ("remove", "DELETE", $"/api/v1/packages/{New}", null),
            "service_restart" => ("service_restart", "POST", $"/api/v1/system/services/{CrashHost.Service}/restart", null),
            "rollback" => ("rollback", "POST", $"/api/v1/jobs/{_undoable[0]}/rollback", null),
            "update" => ("update", "PUT", $"/api/v1/packages/{old[_random.Next(old.Count)]}", null),
            _ => ("patch_apply", "POST", "/api/v1/patches/apply", $$"""{"packages":["{{string.Join("\",\"", old)}}"]}"""),
        };
    }

    private KillPoint Point() => _random.Next(4) switch
    {
        0 => new KillPoint("torn", _random.Next(1, 6)),
        1 => new KillPoint("written", _random.Next(1, 6)),
        2 => new KillPoint("synced", _random.Next(1, 6)),
        _ => new KillPoint("synced", 1, _random.Next(1, LatestMicroseconds)),
    };
}
