using System.Diagnostics;
using LinuxPatchApi.SystemTests.Jobs;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>
/// Package jobs of all kinds that a family has, one after the other, and the agent killed in each, as in <see cref="CrashCampaign"/>. After
/// each the package manager's own check finds nothing, and the job says what its database has. The same seed gives the same kills.
/// </summary>
internal sealed class FamilyCrashCampaign(AgentHost host, ICrashRoot root, string family, int seed)
{
    private const string Packages = "/api/v1/packages";
    private const string Apply = "/api/v1/patches/apply";

    /// <summary>Longer than a whole job takes, so that kills fall into every part of it and beyond its end.</summary>
    private const int LatestMicroseconds = 4_000_000;

    private readonly AgentKills _kills = new(host);
    private readonly Random _random = new(seed);
    private readonly CampaignCounts _counts = new();
    private string? _undoable;

    /// <summary>Throws with the seed and the kill at the first job that is lost or untrue.</summary>
    public async Task<string> RunAsync(int kills)
    {
        await _kills.InstallAsync();
        await root.RestoreAsync();
        var clock = Stopwatch.StartNew();
        for (var kill = 1; kill <= kills; kill++)
        {
            try
            {
                await StepAsync();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{family}, seed {seed}, kill {kill} of {kills}: {e.Message}", e);
            }
        }

        return _counts.Report(
            $"crash campaign on {family}: {kills} kills in {clock.Elapsed.TotalSeconds:0} s, seed {seed}: no job lost, none untrue, "
                + "package database whole");
    }

    private async Task StepAsync()
    {
        var installed = await root.CheckedAsync();
        if (!installed.ContainsKey(root.New) && !root.Old.Any(name => installed.GetValueOrDefault(name) == root.OldVersion))
        {
            _undoable = null;
            await root.RestoreAsync();
            installed = await root.CheckedAsync();
        }

        var (operation, method, path, body) = Choose(installed);
        if (!root.TakesParts && operation is "install" or "patch_apply")
        {
            body = await ConfirmedAsync(method, path, body!);
        }

        var point = Point();
        var known = await _kills.JobIdsAsync();
        await _kills.ArmAsync(point);
        var admitted = await _kills.TryJobAsync(method, path, body);
        await Eventually.AsWantedAsync(
            $"the kill at {point} of {operation}", () => Task.FromResult(_kills.Killed()), killed => killed == point.ToString());
        var id = await _kills.NewJobAsync(known, admitted);
        _counts.Add("operation", operation);
        _counts.Add("kill", point.When == "synced" && point.Microseconds > 0 ? "at any time" : point.When);
        if (id is null)
        {
            Assert.True(point is { When: "torn", Record: 1 }, $"{operation} at {point}: a record on the disk is no job");
            _counts.Add("end", "never admitted");
            return;
        }

        var job = await host.Client.EndAsync(id, seconds: 180);
        JobTruth.Check(job, await root.CheckedAsync(), $"{operation} at {point}");
        _counts.Add("end", job.TryGetProperty("error_code", out var code) ? $"{job.Text("status")}, {code}" : job.Text("status")!);
        Assert.Equal(operation, job.Text("operation"));

        // Where it updated everything too, the former versions are not to be had any more.
        _undoable = operation == "install" && job.Text("status") == "completed" && job.Items("changes").Count == 1 ? id : null;
    }

    /// <summary>An operation that has something to do, in turn, so that each gets its share.</summary>
    private (string Operation, string Method, string Path, string? Body) Choose(IReadOnlyDictionary<string, string> installed)
    {
        var old = root.Old.Where(name => installed.GetValueOrDefault(name) == root.OldVersion).ToList();
        var isNew = !installed.ContainsKey(root.New);
        List<string> possible = [isNew ? "install" : "remove"];
        if (old.Count > 0)
        {
            possible.AddRange(root.TakesParts ? ["patch_apply", "update"] : ["patch_apply"]);
        }

        if (root.RollsBack && _undoable is not null && !isNew)
        {
            possible.Insert(0, "rollback");
        }

        return possible.OrderBy(operation => _counts.Of("operation", operation)).First() switch
        {
            // Where it updates everything, it replaces a package too.
            "install" => ("install", "POST", Packages, $$"""{"packages": [{"name": "{{root.New}}"}], "options": {"force": true} }"""),
            "remove" => ("remove", "DELETE", $"{Packages}/{root.New}?force=true", null),
            "rollback" => ("rollback", "POST", $"/api/v1/jobs/{_undoable}/rollback", null),
            "update" => ("update", "PUT", $"{Packages}/{old[_random.Next(old.Count)]}", null),
            _ => ("patch_apply", "POST", Apply, root.TakesParts ? $$"""{"packages": ["{{string.Join("\", \"", old)}}"]}""" : "{}"),
        };
    }

    /// <summary>The request with the digest of its plan.</summary>
    private async Task<string> ConfirmedAsync(string method, string path, string body)
    {
        static string With(string body, string more) => body.Length > 2 ? $"{body[..^1]}, {more}}}" : $"{{{more}}}";
        Task<Answer> PlanAsync() => Eventually.AsWantedAsync(
            "the plan", () => host.Client.SendAsync(method, path, With(body, "\"dry_run\": true")), p => p.Status != 503);
        Answer answer;
        try
        {
            answer = await PlanAsync();
        }
        catch (TimeoutException)
        {
            // The agent says so; seen with alpm, whose backend then works on nothing any more. Told in the report.
            _counts.Add("packagekitd", "answered no plan for a minute, and was ended");
            await host.Sandbox.ShAsync("systemctl kill -s KILL packagekit.service; systemctl stop packagekit.service");
            answer = await PlanAsync();
        }

        var plan = answer.Expect(200).Data;
        return With(body, $"\"plan_digest\": \"{plan.Text("digest")}\"");
    }

    private KillPoint Point() => _random.Next(4) switch
    {
        0 => new KillPoint("torn", _random.Next(1, 6)),
        1 => new KillPoint("written", _random.Next(1, 6)),
        2 => new KillPoint("synced", _random.Next(1, 6)),
        _ => new KillPoint("synced", 1, _random.Next(1, LatestMicroseconds)),
    };
}
