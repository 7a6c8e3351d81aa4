using LinuxPatchApi.SelfUpdate;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.SelfUpdate;

public sealed class GuardTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(SelfUpdateSamples.Start);
    private readonly ScriptedHost _host = new();
    private readonly List<string> _log = [];
    private readonly SelfUpdateFiles _files;

    public GuardTests()
    {
        _files = new SelfUpdateFiles(_directory.File("self-update"));
        _files.BeginEmpty(SelfUpdateSamples.Record);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_version_that_does_not_answer_in_time_is_replaced_by_the_previous_one()
    {
        _host.Becomes("new", "3.0.1");
        await RunAsync();
        Assert.Equal(["stop", "install agent.deb", "start"], _host.Calls);
        var state = _files.Read();
        Assert.Equal(SelfUpdateDecision.Restore, state.Verdict!.Decision);
        Assert.Equal((SelfUpdateOutcome.Restored, "3.0.0"), (state.Ending!.Outcome, state.Ending.Installed));
        Assert.Equal("version 3.0.1 did not answer within 60 s", state.Ending.Reason);
    }

    /// <summary>As on rpm hosts, whose package manager keeps no file of what is installed.</summary>
    [Fact]
    public async Task Without_a_stored_file_the_previous_version_comes_from_a_repository()
    {
        _files.BeginEmpty(SelfUpdateSamples.Record with { Package = "", Offered = "x86_64" });
        _host.Becomes("new", "3.0.1");
        _host.Failures.Enqueue("the repository did not answer");
        await RunAsync();
        const string install = "install 3.0.0 x86_64 from a repository";
        Assert.Equal(["stop", install, "repair", install, "start"], _host.Calls);
        Assert.Equal(SelfUpdateOutcome.Restored, _files.Read().Ending!.Outcome);
    }

    [Fact]
    public async Task A_version_that_answers_stays()
    {
        _host.Becomes("new", "3.0.1");
        _host.Rounds[20] = () => _files.Decide(SelfUpdateSamples.Verdict(SelfUpdateDecision.Confirmed));
        await RunAsync();
        Assert.Empty(_host.Calls);
        Assert.Null(_files.Read().Ending);
    }

    [Fact]
    public async Task Nothing_happens_while_the_program_is_the_previous_one()
    {
        _host.Rounds[1000] = () => _files.Decide(SelfUpdateSamples.Verdict(SelfUpdateDecision.Abandoned));
        await RunAsync();
        Assert.Empty(_host.Calls);
    }

    [Fact]
    public async Task Time_during_which_the_database_is_locked_does_not_count()
    {
        _host.Becomes("new", "3.0.1");
        _host.Busy = true;
        _host.Rounds[240] = () => _host.Busy = false;
        _host.Rounds[300] = () => _files.Decide(SelfUpdateSamples.Verdict(SelfUpdateDecision.Confirmed));
        await RunAsync();
        Assert.Empty(_host.Calls);
    }

    [Fact]
    public async Task A_database_that_stays_locked_does_not_keep_a_version_that_does_not_answer()
    {
        _host.Becomes("new", "3.0.1");
        _host.Busy = true;
        await RunAsync();
        Assert.Equal(["stop", "install agent.deb", "start"], _host.Calls);
        Assert.Contains("still locked 5 minutes", _files.Read().Ending!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_attempt_is_repaired_and_repeated()
    {
        _host.Becomes("new", "3.0.1");
        _host.Failures.Enqueue("dpkg was interrupted");
        await RunAsync();
        Assert.Equal(["stop", "install agent.deb", "repair", "install agent.deb", "start"], _host.Calls);
        Assert.Equal(SelfUpdateOutcome.Restored, _files.Read().Ending!.Outcome);
    }

    [Fact]
    public async Task What_cannot_be_restored_is_reported_and_the_agent_is_started_all_the_same()
    {
        _host.Becomes("new", "3.0.1");
        Enumerable.Range(0, SelfUpdateLimits.RestoreAttempts).ToList().ForEach(_ => _host.Failures.Enqueue("no"));
        await RunAsync();
        Assert.Equal("start", _host.Calls[^1]);
        var ending = _files.Read().Ending!;
        Assert.Equal((SelfUpdateOutcome.RestoreFailed, "3.0.1"), (ending.Outcome, ending.Installed));
        Assert.Equal("version 3.0.1 did not answer within 60 s; version 3.0.0 could not be restored: no", ending.Reason);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("install agent.deb")]
    [InlineData("start")]
    public async Task A_guard_that_was_killed_at_any_step_goes_on_when_it_is_started_again(string killedAt)
    {
        _host.Becomes("new", "3.0.1");
        _host.KilledAt = killedAt;
        await Assert.ThrowsAsync<ScriptedHost.KilledException>(() => RunAsync());
        _host.StartAgain();
        _host.Calls.Clear();
        await RunAsync();
        Assert.Equal(killedAt == "start" ? ["stop", "start"] : ["stop", "install agent.deb", "start"], _host.Calls);
        Assert.Equal((SelfUpdateOutcome.Restored, "3.0.0"), (_files.Read().Ending!.Outcome, _files.Read().Ending!.Installed));
    }

    [Fact]
    public async Task Without_a_kept_package_the_agent_is_started_and_the_truth_reported()
    {
        _files.BeginEmpty(SelfUpdateSamples.Record with { Package = "" });
        _host.Becomes("new", "3.0.1");
        await RunAsync();
        Assert.Equal(["stop", "start"], _host.Calls);
        Assert.Equal(SelfUpdateOutcome.RestoreFailed, _files.Read().Ending!.Outcome);
    }

    [Fact]
    public async Task Without_a_self_update_it_leaves()
    {
        Directory.Delete(_files.DirectoryPath, recursive: true);
        await RunAsync();
        Assert.Empty(_host.Calls);
    }

    /// <summary>As behind a transaction of PackageKit that hangs.</summary>
    [Theory]
    [InlineData("install agent.deb", true)]
    [InlineData("install agent.deb", false)]
    [InlineData("repair", true)]
    [InlineData("repair", false)]
    [InlineData("installed", true)]
    [InlineData("installed", false)]
    public async Task A_package_manager_that_never_finishes_does_not_keep_the_agent_stopped(string call, bool heedsToken)
    {
        _host.Becomes("new", "3.0.1");
        Enumerable.Range(0, SelfUpdateLimits.RestoreAttempts).ToList().ForEach(_ => _host.Failures.Enqueue("no"));
        (_host.Hangs, _host.HeedsToken) = (call, heedsToken);
        await RunAsync();
        Assert.Equal(SelfUpdateLimits.RestoreAttempts, _host.Calls.Count(c => c == "install agent.deb"));
        Assert.Equal("start", _host.Calls[^1]);
        Assert.Equal(SelfUpdateOutcome.RestoreFailed, _files.Read().Ending!.Outcome);
    }

    [Fact]
    public async Task A_service_manager_that_never_answers_keeps_nobody_waiting()
    {
        _host.Becomes("new", "3.0.1");
        _host.Hangs = "stop";
        await RunAsync();
        Assert.Equal(["stop", "install agent.deb", "start"], _host.Calls);
        Assert.Equal(SelfUpdateOutcome.Restored, _files.Read().Ending!.Outcome);
    }

    /// <summary>The unit's Restart= starts it again each time; the attempts are bounded all the same.</summary>
    [Theory]
    [InlineData("install agent.deb")]
    [InlineData("repair")]
    public async Task A_guard_that_is_killed_at_every_attempt_starts_the_agent_in_the_end(string killedAt)
    {
        _host.Becomes("new", "3.0.1");
        Enumerable.Range(0, SelfUpdateLimits.RestoreAttempts + 1).ToList().ForEach(_ => _host.Failures.Enqueue("no"));
        for (var run = 1; run <= SelfUpdateLimits.RestoreAttempts; run++)
        {
            _host.KilledAt = killedAt;
            await Assert.ThrowsAsync<ScriptedHost.KilledException>(() => RunAsync());
            _host.StartAgain();
        }

        _host.Calls.Clear();
        await RunAsync();
        Assert.Equal(["stop", "start"], _host.Calls);
        var ending = _files.Read().Ending!;
        Assert.Equal(SelfUpdateOutcome.RestoreFailed, ending.Outcome);
        Assert.Contains($"the guard ended in the middle of {SelfUpdateLimits.RestoreAttempts} attempts", ending.Reason,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("install agent.deb")]
    public async Task A_guard_that_is_stopped_in_the_middle_starts_the_agent_before_it_leaves(string during)
    {
        using var stop = new CancellationTokenSource();
        _host.Becomes("new", "3.0.1");
        _host.Hangs = during;
        _host.Hanging = stop.Cancel;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(stop.Token));
        Assert.Equal("start", _host.Calls[^1]);
        Assert.Null(_files.Read().Ending);
    }

    [Fact]
    public async Task A_fault_of_the_host_starts_the_agent_too()
    {
        _host.Becomes("new", "3.0.1");
        _host.Throws = "install agent.deb";
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync());
        Assert.Equal(["stop", "install agent.deb", "start"], _host.Calls);
    }

    [Fact]
    public async Task On_a_full_disk_the_previous_version_is_restored_all_the_same()
    {
        _host.Becomes("new", "3.0.1");
        _files.BlockDecisions();
        await RunAsync();
        Assert.Equal(["stop", "install agent.deb", "start"], _host.Calls);
        Assert.Equal(SelfUpdateOutcome.Restored, _files.Read().Ending!.Outcome);
    }

    [Fact]
    public async Task A_decision_that_cannot_be_written_is_logged_once()
    {
        _host.Becomes("new", "3.0.1");
        var block = _files.BlockDecisions();
        File.Delete(Path.Combine(_files.DirectoryPath, "verdict.restore"));
        _host.Rounds[1000] = () => Directory.Delete(block);
        await RunAsync();
        Assert.Equal(SelfUpdateOutcome.Restored, _files.Read().Ending!.Outcome);
        Assert.Single(_log, l => l == "version 3.0.1 did not answer within 60 s");
        Assert.Single(_log, l => l.Contains("verdict", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_package_makes_room_for_the_record_of_the_end()
    {
        _host.Becomes("new", "3.0.1");
        File.WriteAllText(_files.PackagePath(SelfUpdateSamples.Record), "package");
        Directory.CreateDirectory(Path.Combine(_files.DirectoryPath, "ended"));
        await RunAsync();
        Assert.False(File.Exists(_files.PackagePath(SelfUpdateSamples.Record)));
        Assert.Contains(_log, l => l.Contains("ended", StringComparison.Ordinal));
    }

    private async Task RunAsync(CancellationToken? stop = null)
    {
        var running = new Guard(_files, _host, _clock, _log.Add).RunAsync(stop ?? TestContext.Current.CancellationToken);
        while (!running.IsCompleted)
        {
            _clock.Advance(SelfUpdateLimits.GuardInterval);
            await Task.Yield();
        }

        await running;
    }

    private sealed class ScriptedHost : IGuardHost
    {
        private string _image = "old";
        private string _version = "3.0.0";
        private int _round;

        public List<string> Calls { get; } = [];

        public Dictionary<int, Action> Rounds { get; } = [];

        public Queue<string> Failures { get; } = [];

        public bool Busy { get; set; }

        /// <summary>The call in which the process ends, once; its effect does not happen.</summary>
        public string? KilledAt { get; set; }

        /// <summary>The call that never ends.</summary>
        public string? Hangs { get; set; }

        /// <summary>Whether it ends at least when it is cancelled.</summary>
        public bool HeedsToken { get; set; }

        public Action? Hanging { get; set; }

        /// <summary>The call that fails by a bug.</summary>
        public string? Throws { get; set; }

        private bool _isDead;

        public void StartAgain() => _isDead = false;

        public void Becomes(string image, string version) => (_image, _version) = (image, version);

        public string Image()
        {
            Rounds.GetValueOrDefault(++_round)?.Invoke();
            return _image;
        }

        public bool IsBusy() => Busy;

        public Task<string?> StopAgentAsync(CancellationToken cancellationToken) => CallAsync("stop", cancellationToken);

        public Task<string?> StartAgentAsync(CancellationToken cancellationToken) => CallAsync("start", cancellationToken);

        public async Task<(string Version, bool IsWhole)?> InstalledAsync(CancellationToken cancellationToken)
        {
            if (Hangs == "installed")
            {
                await HangAsync(cancellationToken);
            }

            return (_version, true);
        }

        public async Task<string?> InstallAsync(string package, CancellationToken cancellationToken)
        {
            return await InstalledAsync($"install {Path.GetFileName(package)}", cancellationToken);
        }

        public Task<string?> InstallVersionAsync(string architecture, string version, CancellationToken cancellationToken) =>
            InstalledAsync($"install {version} {architecture} from a repository", cancellationToken);

        private async Task<string?> InstalledAsync(string call, CancellationToken cancellationToken)
        {
            await CallAsync(call, cancellationToken);
            if (Failures.TryDequeue(out var failure))
            {
                return failure;
            }

            Becomes("restored", "3.0.0");
            return null;
        }

        public Task<string?> RepairAsync(CancellationToken cancellationToken) => CallAsync("repair", cancellationToken);

        private async Task<string?> CallAsync(string call, CancellationToken cancellationToken)
        {
            if (_isDead)
            {
                // A process that was killed calls nobody any more.
                throw new KilledException();
            }

            Calls.Add(call);
            if (call == KilledAt)
            {
                KilledAt = null;
                _isDead = true;
                throw new KilledException();
            }

            if (call == Throws)
            {
                throw new InvalidOperationException();
            }

            if (call == Hangs)
            {
                await HangAsync(cancellationToken);
            }

            return null;
        }

        private Task HangAsync(CancellationToken cancellationToken)
        {
            Hanging?.Invoke();
            return Task.Delay(Timeout.Infinite, HeedsToken ? cancellationToken : CancellationToken.None);
        }

        internal sealed class KilledException : Exception;
    }
}
