using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Operations.SelfUpdates;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.SelfUpdate;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages.Planning;
using LinuxPatchApi.Tests.SelfUpdate;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Tests.Operations.SelfUpdates;

public sealed class SelfUpdateExecutorTests : IDisposable
{
    private static readonly JobEnd Applied = new JobEnd.Completed("1 change applied and verified");
    private static readonly JobEnd Broken = new JobEnd.Failed(JobErrorCode.ScriptFailed, "postinst failed", Retryable: false);
    private readonly PlannerBench _bench = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly SelfUpdateFiles _files;
    private readonly JobStore _store;
    private readonly ScriptedProcess _own = new();
    private readonly ScriptedChange _change = new();
    private readonly Job _job = JobSamples.New(JobStatus.Running, JobOperation.SelfUpdate);
    private string _boot = "boot-1";

    public SelfUpdateExecutorTests()
    {
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _bench.Clock).Store;
        _store.Add(_job);
        _bench.Install("linux-patch-api=3.0.0");
        _files = new SelfUpdateFiles(_directory.File("self-update"));
        _files.BeginEmpty(SelfUpdateSamples.Record with { Job = _job.Id });
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task The_new_version_confirms_before_anything_else_and_the_job_is_completed()
    {
        _own.Is("new", "3.0.1");
        _change.Resumed = () =>
        {
            Assert.Equal(SelfUpdateDecision.Confirmed, _files.Read().Verdict!.Decision);
            return Applied;
        };
        var end = await ResumeAsync();
        Assert.Equal("1 change applied and verified; version 3.0.1 answers", Assert.IsType<JobEnd.Completed>(end).Message);
        Assert.Equal(SelfUpdateOutcome.Confirmed, _files.Read().Ending!.Outcome);
    }

    [Fact]
    public async Task A_listener_that_does_not_answer_is_tried_until_it_does()
    {
        _own.Is("new", "3.0.1");
        _own.ListenerProblems = 5;
        _change.Resumed = () => Applied;
        Assert.IsType<JobEnd.Completed>(await ResumeAsync());
        Assert.Contains(_store.Find(_job.Id)!.Logs, l => l.Contains("no answer yet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_guard_restores_the_previous_version_the_job_waits_and_then_says_which_version_runs()
    {
        _files.Decide(new SelfUpdateVerdict(
            SelfUpdateDecision.Restore, "version 3.0.1 did not answer within 60 s", JobErrorCode.Timeout));
        _own.Is("restored", "3.0.0");
        _own.Rounds[8] = () => _files.End(SelfUpdateSamples.Ending with { Reason = "version 3.0.1 did not answer within 60 s" });
        var end = Assert.IsType<JobEnd.Failed>(await ResumeAsync());
        Assert.Equal(JobErrorCode.Timeout, end.Code);
        Assert.Equal(
            "version 3.0.1 did not answer within 60 s; version 3.0.0 was restored; version 3.0.0 runs now", end.Message);
        Assert.Equal(0, _change.Calls);
    }

    [Fact]
    public async Task A_version_that_is_not_what_its_package_says_is_replaced_again()
    {
        _bench.Install("linux-patch-api=3.0.1");
        _own.Is("new", "3.0.0");
        _own.Rounds[8] = () => _files.End(SelfUpdateSamples.Ending);
        Assert.IsType<JobEnd.Failed>(await ResumeAsync());
        Assert.Equal("the package is version 3.0.1, but its program says 3.0.0", _files.Read().Verdict!.Reason);
    }

    [Fact]
    public async Task What_somebody_installed_over_it_stays_when_it_answers_and_the_job_says_so()
    {
        _bench.Install("linux-patch-api=3.0.2");
        _own.Is("other", "3.0.2");
        _own.ListenerProblems = 2;
        _change.Resumed = () => new JobEnd.Failed(JobErrorCode.PackageManagerError, "not as planned", Retryable: false);
        var end = Assert.IsType<JobEnd.Failed>(await ResumeAsync());
        Assert.Equal("somebody installed version 3.0.2 over version 3.0.1 (not as planned); version 3.0.2 runs now", end.Message);
        Assert.Equal(
            (SelfUpdateOutcome.Abandoned, "3.0.2"), (_files.Read().Ending!.Outcome, _files.Read().Ending!.Installed));
    }

    [Fact]
    public async Task A_change_that_failed_before_the_program_was_replaced_changes_nothing()
    {
        _change.Executed = () => Broken;
        Assert.Equal(Broken with { Message = "postinst failed; version 3.0.0 runs now" }, await ExecuteAsync());
        Assert.Equal(SelfUpdateOutcome.Abandoned, _files.Read().Ending!.Outcome);
    }

    [Fact]
    public async Task A_change_that_failed_after_the_program_was_replaced_is_undone()
    {
        _change.Executed = () =>
        {
            _own.Replace("new");
            return Broken;
        };
        _own.Rounds[8] = () => _files.End(SelfUpdateSamples.Ending with { Reason = "postinst failed" });
        var end = Assert.IsType<JobEnd.Failed>(await ExecuteAsync());
        Assert.Equal(JobErrorCode.ScriptFailed, end.Code);
        Assert.StartsWith("postinst failed; version 3.0.0 was restored", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_no_script_has_restarted_asks_for_it()
    {
        using var shutdown = new CancellationTokenSource();
        _change.Executed = () =>
        {
            _own.Replace("new");
            return Applied;
        };
        _own.Restarting = shutdown.Cancel;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ExecuteAsync(shutdown.Token));
        Assert.Null(_files.Read().Verdict);
    }

    [Fact]
    public async Task After_a_boot_without_a_trace_the_job_says_so()
    {
        _boot = "boot-2";
        _change.Resumed = () => new JobEnd.Failed(JobErrorCode.AgentRestarted, "no trace", Retryable: true);
        Assert.Equal(JobErrorCode.HostRebooted, Assert.IsType<JobEnd.Failed>(await ResumeAsync()).Code);
    }

    [Fact]
    public async Task It_is_never_cancelled()
    {
        _change.Executed = () => new JobEnd.Cancelled("cancelled");
        Assert.IsType<JobEnd.Failed>(await ExecuteAsync());
        Directory.Delete(_files.DirectoryPath, recursive: true);
        Assert.IsType<JobEnd.Failed>(await ExecuteAsync());
    }

    [Fact]
    public async Task What_is_not_known_decides_nothing()
    {
        _own.Replace("new");
        _change.Executed = () => new JobEnd.Unverified(JobErrorCode.PackageManagerError, "no answer");
        Assert.StartsWith(
            "no answer; version 3.0.0 ", Assert.IsType<JobEnd.Unverified>(await ExecuteAsync()).Message, StringComparison.Ordinal);
        Assert.Null(_files.Read().Verdict);
    }

    /// <summary>The first text stays beside the later one, so it says when it was true.</summary>
    [Fact]
    public async Task What_is_judged_later_by_another_version_names_each_version_with_its_time()
    {
        _own.Replace("new");
        _change.Executed = () => new JobEnd.Unverified(JobErrorCode.PackageManagerError, "no answer");
        var context = new JobContext(_store, _job.Id, _bench.Clock);
        var first = await ExecuteAsync();
        var at = UtcText.Of(_bench.Clock.GetUtcNow());
        context.End(first);
        _bench.Clock.Advance(TimeSpan.FromHours(1));
        _own.Is("new", "3.0.1");
        _change.Resumed = () => Applied;
        context.End(await ResumeAsync());
        Assert.Equal(
            $"no answer; version 3.0.0 ran at {at}; ended later: 1 change applied and verified; version 3.0.1 answers",
            _store.Find(_job.Id)!.Error);
    }

    /// <summary>The queue ends a job that is over its time, or whose executor has a bug.</summary>
    [Fact]
    public void Also_an_end_that_the_queue_gives_says_which_version_runs()
    {
        var context = new JobContext(_store, _job.Id, _bench.Clock);
        var operations = new JobOperations([(new SelfUpdateKind(), Executor())]);
        Assert.Equal("bug; version 3.0.0 runs now", operations.Told(context, Broken with { Message = "bug" }).Message);
        var late = operations.Told(context, new JobEnd.Unverified(JobErrorCode.Timeout, "late")).Message;
        Assert.Equal($"late; version 3.0.0 ran at {UtcText.Of(_bench.Clock.GetUtcNow())}", late);
        Assert.Equal("bug", new JobOperations([]).Told(context, Broken with { Message = "bug" }).Message);
    }

    [Fact]
    public async Task A_guard_that_never_ends_is_named()
    {
        _files.Decide(SelfUpdateSamples.Verdict(SelfUpdateDecision.Restore));
        var end = Assert.IsType<JobEnd.Failed>(await ResumeAsync());
        Assert.Equal(JobErrorCode.RollbackFailed, end.Code);
        Assert.Contains(GuardHost.GuardUnit, end.Message, StringComparison.Ordinal);
    }

    /// <summary>The job goes on when there is room again, reports once why it waits, and listens to a shutdown meanwhile.</summary>
    [Theory]
    [InlineData("abandon")]
    [InlineData("restore")]
    [InlineData("other version")]
    [InlineData("confirm")]
    public async Task A_decision_that_cannot_be_written_is_tried_again_at_an_interval(string what)
    {
        var block = Fill(what);
        _own.Rounds[40] = () => Directory.Delete(block);
        _own.Rounds[80] = () => _files.End(SelfUpdateSamples.Ending);
        Assert.Equal(what == "confirm", await RunAsync(what, CancellationToken.None) is JobEnd.Completed);
        Assert.Single(_store.Find(_job.Id)!.Logs, l => l.Contains("cannot be recorded", StringComparison.Ordinal));
        Assert.NotNull(_files.Read().Verdict);
    }

    [Theory]
    [InlineData("abandon")]
    [InlineData("restore")]
    [InlineData("other version")]
    [InlineData("confirm")]
    public async Task A_shutdown_ends_the_wait_for_room(string what)
    {
        using var shutdown = new CancellationTokenSource();
        Fill(what);
        _own.Rounds[20] = shutdown.Cancel;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(what, shutdown.Token));
    }

    [Fact]
    public async Task On_a_full_disk_a_version_that_answers_is_confirmed()
    {
        _files.BlockDecisions();
        _own.Is("new", "3.0.1");
        _change.Resumed = () => Applied;
        Assert.IsType<JobEnd.Completed>(await ResumeAsync());
        Assert.Equal(SelfUpdateDecision.Confirmed, _files.Read().Verdict!.Decision);
    }

    /// <summary>As in a self-update that an earlier version began: no decision is prepared, and none can be written.</summary>
    private string Fill(string what)
    {
        foreach (var prepared in Directory.GetFiles(_files.DirectoryPath, "verdict.*"))
        {
            File.Delete(prepared);
        }

        _bench.Install(what == "abandon" ? "linux-patch-api=3.0.0" : "linux-patch-api=3.0.1");
        _own.Is(what == "abandon" ? "old" : "new", what == "confirm" ? "3.0.1" : "3.0.0");
        (_change.Executed, _change.Resumed) = (() => Broken, () => what == "confirm" ? Applied : Broken);
        return _files.BlockDecisions();
    }

    private Task<JobEnd> RunAsync(string what, CancellationToken shutdown) => RunAsync((executor, context) =>
        what is "abandon" or "restore" ? executor.ExecuteAsync(context, shutdown) : executor.ResumeAsync(context, shutdown));

    private Task<JobEnd> ExecuteAsync(CancellationToken shutdown = default) => RunAsync((e, c) => e.ExecuteAsync(c, shutdown));

    private Task<JobEnd> ResumeAsync() => RunAsync((e, c) => e.ResumeAsync(c, TestContext.Current.CancellationToken));

    private async Task<JobEnd> RunAsync(Func<SelfUpdateExecutor, JobContext, Task<JobEnd>> run)
    {
        var running = run(Executor(), new JobContext(_store, _job.Id, _bench.Clock));
        while (!running.IsCompleted)
        {
            _own.Round();
            _bench.Clock.Advance(SelfUpdateLimits.AgentInterval);
            await Task.Yield();
        }

        return await running;
    }

    private SelfUpdateExecutor Executor()
    {
        var rescue = new TransactionRescue(
            _bench.Backend, _bench.Installed, new DpkgRepairPlanner(_bench.Paths), new Idle(), breakStalled: false, _bench.Clock);
        return new SelfUpdateExecutor(
            _change,
            _bench.Tools(rescue, new Idle()).Packages,
            new SelfUpdateTools(
                _files, new KeptPackage(null, null, "/proc/self/exe"), _own, () => TimeSpan.FromSeconds(60), _boot, _bench.Clock));
    }

    /// <summary>Nobody holds a lock.</summary>
    private sealed class Idle : IHostActivity
    {
        public LockHolder? LockHolder() => null;

        public long Printed() => 0;
    }

    private sealed class ScriptedChange : IJobExecutor
    {
        public Func<JobEnd>? Executed { get; set; }

        public Func<JobEnd>? Resumed { get; set; }

        public int Calls { get; private set; }

        public Task<JobEnd> ExecuteAsync(JobContext context, CancellationToken shutdown) => Call(Executed!);

        public Task<JobEnd> ResumeAsync(JobContext context, CancellationToken shutdown) => Call(Resumed!);

        private Task<JobEnd> Call(Func<JobEnd> end)
        {
            Calls++;
            return Task.FromResult(end());
        }
    }

    private sealed class ScriptedProcess : IOwnProcess
    {
        private string _image = "old";
        private bool _isReplaced;
        private int _round;

        public string Version { get; private set; } = "3.0.0";

        public int ListenerProblems { get; set; }

        public Dictionary<int, Action> Rounds { get; } = [];

        public Action? Restarting { get; set; }

        /// <summary>This process runs the installed program.</summary>
        public void Is(string image, string version) => (_image, Version, _isReplaced) = (image, version, false);

        /// <summary>The installed program becomes another one than the one that runs.</summary>
        public void Replace(string image) => (_image, _isReplaced) = (image, true);

        public void Round() => Rounds.GetValueOrDefault(++_round)?.Invoke();

        public string InstalledImage() => _image;

        public bool IsReplaced() => _isReplaced;

        public Task<string?> ListenerProblemAsync(CancellationToken cancellationToken) =>
            Task.FromResult(ListenerProblems-- > 0 ? "nobody listens" : null);

        public Task<string?> StartGuardAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

        public Task<string?> RestartAsync(CancellationToken cancellationToken)
        {
            Restarting?.Invoke();
            return Task.FromResult<string?>(null);
        }
    }
}
