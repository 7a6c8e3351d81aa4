using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs.PowerCuts;

/// <summary>
/// Changes of all kinds, one after the other, and the host's power fails in each: at a record of the journal, at a line of dpkg's log, or
/// any time. In half of the cuts the journal is damaged besides, in half of them the clock of the next boot is another. After each the
/// host is booted again and held against dpkg. The same seed gives the same cuts; where dpkg is at that moment is the machine's.
/// </summary>
internal sealed class PowerCutCampaign(PowerCutHost host, int seed)
{
    private const string New = "sample-new";
    private const string Old = "1.0-1";
    private static readonly string[] Tiny = [.. Enumerable.Range(
        1, 12).Select(i => string.Create(CultureInfo.InvariantCulture, $"sample-tiny{i}"))];
    private static readonly string[] Operations = ["install", "update", "remove", "patch_apply", "rollback", "repair", "service_restart",
        "reboot"];

    /// <summary>Longer than most of these jobs take.</summary>
    private const int LatestMilliseconds = 3000;

    /// <summary>Until dpkg must have begun, on a machine that has other work.</summary>
    private const int LongestMilliseconds = 15_000;

    /// <summary>Days that the clock is ahead at most; it goes back as far. Within the validity of the certificates.</summary>
    private const int MostDays = 60;

    private readonly Random _random = new(seed);
    private readonly CampaignCounts _counts = new();
    private readonly List<string> _undoable = [];
    private TimeSpan _clock;

    /// <summary>Throws with the seed and the cut at the first job that is lost or untrue.</summary>
    /// <param name="told">Hears the numbers after each cut: a run that is ended early has them too.</param>
    public async Task<string> RunAsync(int cuts, Func<string, Task> told)
    {
        var clock = Stopwatch.StartNew();
        for (var cut = 1; cut <= cuts; cut++)
        {
            try
            {
                await StepAsync();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, cut {cut} of {cuts}: {e.Message}", e);
            }

            await told(Report(cut, clock.Elapsed));
        }

        return Report(cuts, clock.Elapsed);
    }

    private string Report(int cuts, TimeSpan elapsed)
    {
        return _counts.Report(
            $"power cuts: {cuts} in {elapsed.TotalSeconds:0} s, seed {seed}: no admitted job lost, none untrue, list and verdicts as dpkg "
                + "has them");
    }

    private async Task StepAsync()
    {
        await RestoreAsync();
        var dpkg = await DpkgView.OfAsync(host.Sandbox);
        var (operation, method, path, body) = await ChooseAsync(dpkg);
        dpkg = await DpkgView.OfAsync(host.Sandbox);
        var before = await JobsAsync();
        var leader = await host.LeaderAsync();
        var kind = _random.Next(4);
        var point = kind == 0
            ? new KillPoint(_random.Next(3) switch { 0 => "torn", 1 => "written", _ => "synced" }, _random.Next(1, 7))
            : null;
        var delay = TimeSpan.FromMilliseconds(_random.Next(LatestMilliseconds));
        var line = kind <= 1 || operation is "service_restart" or "reboot" ? (int?)null : _random.Next(1, LinesOf(operation));
        var second = _random.Next(2) == 0;
        if (point is not null)
        {
            await host.ArmAsync(point);
        }

        var when = point?.ToString() ?? (line is null ? $"{delay.TotalMilliseconds:0} ms" : $"line {line} of dpkg's log");
        var what = $"{operation} at {when}";
        var asked = Stopwatch.StartNew();
        var first = host.TryJobAsync(method, path, body);
        var waiting = second && operation != "reboot" ? WaitingAsync() : Task.FromResult<string?>(null);
        await (point is not null ? KilledAsync(
            asked) : line is { } lines ? WorkingAsync(dpkg.LogLength + lines, asked) : Task.Delay(delay));
        await host.CutAsync(leader);
        var admitted = new[] { await first, await waiting }.OfType<string>().ToList();

        var length = File.Exists(host.Journal) ? (int)new FileInfo(host.Journal).Length : 0;
        var damage = JournalDamage.Choose(_random, length);
        damage.Apply(host.Journal);
        _clock = _random.Next(2) == 0 ? _clock : TimeSpan.FromDays(_random.Next(MostDays));
        await host.SetClockAsync(_clock);
        what += $", journal: {damage}, clock {_clock.TotalDays:0} days ahead";
        _counts.Add("operation", operation);
        _counts.Add("cut", point is not null ? $"at a record, {point.When}" : line is null ? "at any time" : "at a line of dpkg's log");
        _counts.Add("journal", damage.GetType().Name.ToLowerInvariant());
        await host.BootAsync();
        await JudgeAsync(operation, what, before, admitted, damage, dpkg);
    }

    private async Task JudgeAsync(
        string operation, string what, IReadOnlyDictionary<string, JsonElement> before, List<string> admitted, JournalDamage damage,
        DpkgView then)
    {
        var ids = await host.JobIdsAsync();
        var isWhole = damage is JournalDamage.None;
        Assert.True(!isWhole || before.Keys.Concat(admitted).All(ids.Contains),
            $"{what}: lost: {string.Join(", ", before.Keys.Concat(admitted).Except(ids))}");
        Assert.True(ids.Except(before.Keys).Count() <= 2, $"{what}: more jobs than were asked for");
        foreach (var id in ids)
        {
            await host.Client.EndAsync(id);
        }

        var dpkg = await DpkgView.OfAsync(host.Sandbox);
        _counts.Add("dpkg", dpkg.IsClean ? "whole" : "in part");
        foreach (var (id, job) in await JobsAsync())
        {
            // What was told of an ended job stays, unless its end is lost with the journal: then it is judged by what is there now.
            if (before.TryGetValue(id, out var former) && Told(former) == Told(job))
            {
                continue;
            }

            Assert.True(!isWhole || !before.ContainsKey(id), $"{what}: an ended job became another: {former} {job}");
            Check(job, what, dpkg, isWhole ? then.LogLength : null);
            _counts.Add("end", job.TryGetProperty("error_code", out var code) ? $"{job.Text("status")}, {code}" : job.Text("status")!);
            if (operation is "update" or "patch_apply" && job.Text("status") == "completed" && job.Text("operation") == operation)
            {
                _undoable.Add(id);
            }
        }

        await CheckListAsync(what, dpkg);
        await CheckJournalIsToldAsync(what, damage);
    }

    /// <summary>The job against dpkg's view; against dpkg's log too, where the job was one of this boot and the one before.</summary>
    private static void Check(JsonElement job, string what, DpkgView dpkg, int? since)
    {
        var status = job.Text("status");
        var changes = job.Items("changes").Where(c => c.Text("outcome") != "skipped").ToList();
        Assert.True(status is "completed" or "failed" or "cancelled", $"{what}: not ended: {job}");
        Assert.True(status != "completed" || changes.All(c => c.Text("outcome") == "applied"), $"{what}: completed is not true: {job}");
        Assert.True(status != "failed" || changes.Count == 0 || changes.Any(c => c.Text("outcome") != "applied"),
            $"{what}: failed is not true: {job}");
        foreach (var change in changes)
        {
            var (version, state) = dpkg.Of(change.Text("name")!);
            var (from, to) = (change.Text("from_version"), change.Text("to_version"));
            var isWhole = state is "installed" or "not-installed";
            var isTrue = change.Text("outcome") switch
            {
                "applied" => version == to && isWhole,
                "unchanged" => version == from && isWhole,
                "different" => !isWhole || (version != to && version != from),
                _ => false,
            };
            Assert.True(isTrue, $"{what}: dpkg has {change.Text("name")} {version} ({state}), the job says {change}: {job}");
            if (since is { } line && to is not null)
            {
                var (isApplied, name) = (change.Text("outcome") == "applied", change.Text("name")!);
                Assert.True(
                    from == to || isApplied == dpkg.HasReached(name, to, "installed", line)
                        || (!isApplied && dpkg.IsLastLogged(name, to, "installed")),
                    $"{what}: dpkg's log does not say of {name} what the job does: {change}\n{string.Join('\n', dpkg.Log.Skip(line))}");
            }
        }
    }

    private async Task CheckListAsync(string what, DpkgView dpkg)
    {
        var listed = (await host.Client.GetAsync("/api/v1/packages?name=sample-*")).Expect(200).Data.Items("packages");
        Assert.True(
            listed.Select(p => $"{p.Text("name")} {p.Text("version")}").Order(StringComparer.Ordinal)
                .SequenceEqual(dpkg.Packages.Select(p => $"{p.Key} {p.Value.Version}").Order(StringComparer.Ordinal)),
            $"{what}: the list is not what dpkg has: {string.Join("; ", listed)}\n{string.Join("; ", dpkg.Packages)}");
        var isClean = (await host.Client.GetAsync("/api/v1/system/info")).Expect(200).Data.Flag("package_db_clean");
        Assert.True(isClean == dpkg.IsClean, $"{what}: package_db_clean is {isClean}, dpkg says {dpkg.IsClean}");
        var health = (await host.Client.HealthAsync()).ToString();
        foreach (var (name, (_, state)) in dpkg.Packages.Where(p => p.Value.State is not ("installed" or "triggers-pending")))
        {
            Assert.True(health.Contains($"{name} ", StringComparison.Ordinal) && health.Contains(state, StringComparison.Ordinal),
                $"{what}: health does not tell {name} ({state}): {health}");
        }
    }

    /// <summary>A line that does not hold is told, until it is taken away; an end that is cut off cannot be known.</summary>
    private async Task CheckJournalIsToldAsync(string what, JournalDamage damage)
    {
        var isSetAside = File.Exists(host.Quarantine);
        Assert.True(!isSetAside || damage is not JournalDamage.None, $"{what}: lines were set aside of a whole journal");
        if (isSetAside)
        {
            _counts.Add("journal", "told");
            var doctor = (await host.Client.GetAsync("/api/v1/system/doctor")).Expect(200).Data.ToString();
            Assert.True(
                doctor.Contains(".corrupt", StringComparison.Ordinal), $"{what}: doctor does not tell that lines are lost: {doctor}");
            File.Delete(host.Quarantine);
        }
    }

    /// <summary>A second job that waits behind the first.</summary>
    private async Task<string?> WaitingAsync()
    {
        await Task.Yield();
        return await host.TryJobAsync("POST", $"/api/v1/system/services/{CrashHost.Service}/restart");
    }

    /// <summary>Until the agent is dead at its record, or the job wrote fewer: then the cut is at that time.</summary>
    private async Task KilledAsync(Stopwatch asked)
    {
        while (host.Killed() is null && asked.ElapsedMilliseconds < LongestMilliseconds)
        {
            await Task.Delay(1);
        }
    }

    /// <summary>Until dpkg has come to that line of its log.</summary>
    private async Task WorkingAsync(int line, Stopwatch asked)
    {
        while (asked.ElapsedMilliseconds < LongestMilliseconds && host.DpkgLines() < line)
        {
            await Task.Delay(1);
        }
    }

    /// <summary>About as many lines as dpkg writes into its log for that.</summary>
    private static int LinesOf(string operation) => operation switch
    {
        "patch_apply" or "rollback" => 90,
        "remove" or "repair" => 5,
        _ => 9,
    };

    private async Task<IReadOnlyDictionary<string, JsonElement>> JobsAsync()
    {
        var jobs = new Dictionary<string, JsonElement>();
        foreach (var id in await host.JobIdsAsync())
        {
            jobs[id] = (await host.Client.GetAsync($"/api/v1/jobs/{id}")).Expect(200).Data;
        }

        return jobs;
    }

    private static string Told(JsonElement job) =>
        $"{job.Text("status")} {(job.TryGetProperty("error_code", out var code) ? code.ToString() : "")} {job.Text("error")} "
            + $"{job.At("changes")} {job.At("completed_at")}";

    /// <summary>What an administrator does after a loss of power; and old versions, so that there is something to do.</summary>
    private async Task RestoreAsync()
    {
        await host.Sandbox.ShAsync($"systemctl start {CrashHost.Service}");
        var dpkg = await DpkgView.OfAsync(host.Sandbox);
        if (!dpkg.IsClean)
        {
            await host.Sandbox.ShAsync(
                "dpkg --configure -a >/dev/null 2>&1 || true; apt-get -q -y -f install >/dev/null 2>&1 || true; "
                + "for p in $(dpkg-query -W -f '${Package} ${db:Status-Status} ${db:Status-Eflag}\\n' 'sample-*' | awk '$2 ~ "
                + "/^half|^unpacked/ || $3 == \"reinstreq\" {print $1}'); "
                + "do apt-get -q -y --reinstall install $p >/dev/null 2>&1; done; dpkg --audit >&2; test -z \"$(dpkg --audit)\"");
            _undoable.Clear();
        }

        if (_undoable.Count == 0 && Tiny.Count(name => dpkg.Of(name) == (Old, "installed")) < 4)
        {
            await host.Sandbox.ShAsync(
                $"apt-get -q -y --allow-downgrades install {string.Join(' ', Tiny.Select(name => $"{name}={Old}"))} >/dev/null 2>&1");
        }
    }

    /// <summary>An operation that has something to do, in turn, so that each gets its share.</summary>
    private async Task<(string Operation, string Method, string Path, string? Body)> ChooseAsync(DpkgView dpkg)
    {
        var old = Tiny.Where(name => dpkg.Of(name) == (Old, "installed")).ToList();
        var possible = Operations.Where(operation => operation switch
        {
            "install" => dpkg.Of(New).Version is null,
            "remove" => dpkg.Of(New).Version is not null,
            "rollback" => _undoable.Count > 0,
            "update" or "patch_apply" => old.Count > 0,
            _ => true,
        }).OrderBy(operation => _counts.Of("operation", operation)).ThenBy(operation => operation == "rollback" ? 0 : 1).ToList();
        var undone = _undoable.LastOrDefault();
        if (possible[0] == "repair")
        {
            await host.Sandbox.ShAsync(
                "cd /var/cache/apt; apt-get -q download sample-tiny12 >/dev/null 2>&1; dpkg --unpack sample-tiny12_*.deb >/dev/null");
        }

        _undoable.Clear();
        return possible[0] switch
        {
            "install" => ("install", "POST", "/api/v1/packages", $$"""{"packages":[{"name":"{{New}}"}]}"""),
            "remove" => ("remove", "DELETE", $"/api/v1/packages/{New}", null),
            "service_restart" => ("service_restart", "POST", $"/api/v1/system/services/{CrashHost.Service}/restart", null),
            "reboot" => ("reboot", "POST", "/api/v1/system/reboot", """{"delay_seconds":3600}"""),
            "repair" => ("repair", "POST", "/api/v1/system/repair", null),
            "rollback" => ("rollback", "POST", $"/api/v1/jobs/{undone}/rollback", null),
            "update" => ("update", "PUT", $"/api/v1/packages/{old[_random.Next(old.Count)]}", null),
            _ => ("patch_apply", "POST", "/api/v1/patches/apply", $$"""{"packages":["{{string.Join("\",\"", old)}}"]}"""),
        };
    }
}
