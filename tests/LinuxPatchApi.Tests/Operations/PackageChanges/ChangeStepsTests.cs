using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Operations.PackageChanges;

/// <summary>Each step of a package change: a failure, a stop, and a restart of the agent, with a fake engine and clock.</summary>
public sealed partial class ChangeStepsTests : IDisposable
{
    private static readonly PackageFailure Down = new(JobErrorCode.BackendUnavailable, "PackageKit is not there", Retryable: true);
    private readonly PlannerBench _bench;
    private readonly TemporaryDirectory _directory = new();
    private readonly JobStore _store;
    private readonly ChangeTools _tools;
    private readonly IJobExecutor _operations;
    private readonly FakeRepositories _repositories = new();
    private RunningJob? _running;
    private int _executions;

    public ChangeStepsTests()
        : this(new PlannerBench())
    {
    }

    private ChangeStepsTests(PlannerBench bench)
    {
        _bench = bench;
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _bench.Clock).Store;
        var rescue = new TransactionRescue(
            _bench.Backend, _bench.Installed, new DpkgRepairPlanner(_bench.Paths), new Idle(), breakStalled: false, _bench.Clock);
        _bench.Repositories = _repositories;
        _tools = _bench.Tools(rescue, new Idle());
        _operations = TestOperations.Of(_tools, _bench.Clock);
        _bench.Install("web=1");
        _bench.Backend.Updates.Add(Inventories.Update("web"));
        _bench.Simulate();
        _bench.Backend.Execution = _ => Carry(null);
    }

    public void Dispose()
    {
        _running?.Dispose();
        _store.Dispose();
        _directory.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task All_steps_lead_to_a_verified_end()
    {
        Assert.Equal("1 change applied and verified", Assert.IsType<JobEnd.Completed>(await RunAsync()).Message);
        Assert.Equal(ChangeOutcome.Applied, Assert.Single(Job.Changes).Outcome);
    }

    [Fact]
    public async Task Refresh_that_cannot_be_requested_fails_the_job_before_any_plan()
    {
        _bench.Backend.Refresh = _ => Task.FromResult<PackageFailure?>(Down);
        Assert.Equal(JobErrorCode.BackendUnavailable, Assert.IsType<JobEnd.Failed>(await RunAsync()).Code);
        Assert.Equal((0, 0), (_executions, Job.Changes.Count));
    }

    /// <summary>Indexes that could not be written are no reason to call it nothing to do.</summary>
    [Theory]
    [InlineData("E: Write error - write (28: No space left on device) in /var/lib/apt/lists/partial/x", "DISK_FULL")]
    [InlineData("E: Could not open file /var/lib/apt/lists/lock - open (30: Read-only file system)", "READ_ONLY")]
    public async Task Case57_Indexes_that_cannot_be_written_fail_the_job_with_the_file_system(string text, string code)
    {
        _bench.Backend.Updates.Clear();
        _bench.Backend.Refresh = _ => Task.FromResult<PackageFailure?>(new(JobErrorCode.CacheRefreshError, text, Retryable: true));
        var failed = Assert.IsType<JobEnd.Failed>(await RunAsync());
        Assert.Equal((code, false), (JobSpelling.ErrorCodes.Of(failed.Code), failed.Retryable));
        Assert.StartsWith("the file system ", failed.Message, StringComparison.Ordinal);
    }

    /// <summary>apt reports success when it cannot write to its cache, and its errors about it name none.</summary>
    [Theory]
    [InlineData(null, "ReadOnly", "the file system /cache is read-only: the package manager reported success (0 of 1 ")]
    [InlineData("NetworkError", "ReadOnly", "the file system /cache is read-only: odd (0 of 1 ")]
    [InlineData("ScriptFailed", "ScriptFailed", "odd (0 of 1 ")]
    public async Task Case53_A_change_that_did_nothing_on_a_read_only_file_system_failed_for_that(
        string? told, string code, string words)
    {
        _bench.WhyNotWritten = isRemoval =>
            isRemoval ? null : new PackageFailure(JobErrorCode.ReadOnly, "the file system /cache is read-only", Retryable: false);
        _bench.Backend.Execution = _ =>
            new ExecutionReport(
                told is null ? null : new PackageFailure(Enum.Parse<JobErrorCode>(told), "odd", Retryable: false),
                RestartSystem: false);
        var failed = Assert.IsType<JobEnd.Failed>(await RunAsync());
        Assert.Equal((code, false), (failed.Code.ToString(), failed.Retryable));
        Assert.StartsWith(words, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_that_fails_leaves_the_host_alone()
    {
        _bench.Fail(JobErrorCode.DiskFull, "full");
        Assert.Equal(JobErrorCode.DiskFull, Assert.IsType<JobEnd.Failed>(await RunAsync()).Code);
        Assert.Equal(0, _executions);
    }

    [Fact]
    public async Task Transaction_that_fails_is_judged_by_what_is_installed()
    {
        _bench.Backend.Execution = _ =>
            new ExecutionReport(new PackageFailure(JobErrorCode.ScriptFailed, "postinst", Retryable: false), RestartSystem: false);
        Assert.Equal(JobErrorCode.ScriptFailed, Assert.IsType<JobEnd.Failed>(await RunAsync()).Code);
        Assert.Equal(ChangeOutcome.Unchanged, Assert.Single(Job.Changes).Outcome);
    }

    [Fact]
    public async Task Verification_that_cannot_read_gives_no_verdict()
    {
        _bench.Backend.Execution = _ =>
        {
            _bench.Source.Answer = Down;
            return new ExecutionReport(null, RestartSystem: false);
        };
        Assert.IsType<JobEnd.Unverified>(await RunAsync());
        Assert.Equal(ChangeOutcome.Planned, Assert.Single(Job.Changes).Outcome);
    }

    [Theory]
    [InlineData("gate")]
    [InlineData("refresh")]
    [InlineData("plan")]
    [InlineData("transaction")]
    public async Task A_stop_in_each_step_ends_the_job_without_a_change(string step)
    {
        _bench.Backend.Refresh = _ => StopIn(step == "refresh", Task.FromResult<PackageFailure?>(null));
        var simulation = _bench.Backend.Simulation;
        _bench.Backend.Simulation = set => StopIn(step == "plan", simulation(set));
        _bench.Backend.Execution = _ =>
            StopIn(step == "transaction",
                new ExecutionReport(new PackageFailure(JobErrorCode.Cancelled, "cancelled", Retryable: true), RestartSystem: false));
        var end = await RunAsync(context => StopIn(step == "gate", context));
        Assert.IsType<JobEnd.Cancelled>(end);
        Assert.DoesNotContain(Job.Changes, c => c.Outcome is ChangeOutcome.Planned or ChangeOutcome.Applied);
    }

    [Fact]
    public async Task A_job_that_died_before_its_plan_was_on_the_disk_has_changed_nothing_and_is_not_begun_again()
    {
        var end = await ResumeAsync(job => job with { Phase = JobPhase.Refreshing });
        Assert.Equal((JobErrorCode.AgentRestarted, true), (Assert.IsType<JobEnd.Failed>(end).Code, ((JobEnd.Failed)end).Retryable));
        Assert.Equal(0, _executions);
    }

    [Theory]
    [InlineData("downloading")]
    [InlineData("installing")]
    [InlineData("verifying")]
    public async Task A_job_with_a_plan_is_followed_and_judged_and_not_carried_out_twice(string word)
    {
        Assert.True(JobSpelling.Phases.TryParse(word, out var phase));
        _bench.Install("web=2");
        var end = await ResumeAsync(job => job with { Phase = phase, Changes = [JobSamples.Upgrade("web")] });
        Assert.Equal("the agent restarted meanwhile; 1 change applied and verified", Assert.IsType<JobEnd.Completed>(end).Message);
        Assert.Equal((0, ChangeOutcome.Applied), (_executions, Assert.Single(Job.Changes).Outcome));
    }

    [Fact]
    public async Task A_transaction_that_cannot_be_queried_is_not_judged_yet()
    {
        _bench.Backend.Following = () => new ExecutionReport(Down, RestartSystem: false) { IsUnknown = true };
        Assert.IsType<JobEnd.Unverified>(await ResumeAsync(job => job with { Changes = [JobSamples.Upgrade("web")] }));
        Assert.Equal(ChangeOutcome.Planned, Assert.Single(Job.Changes).Outcome);
    }

    [Fact]
    public async Task A_job_that_died_between_reserving_its_reboot_and_its_end_is_verified_again()
    {
        _bench.Install("web=2");
        var end = await ResumeAsync(
            job => job with { RebootAt = JobSamples.Start, Changes = [JobSamples.Upgrade("web", ChangeOutcome.Applied)] });
        Assert.IsType<JobEnd.Completed>(end);
        Assert.Equal(0, _executions);
    }

    [Fact]
    public async Task A_job_that_died_among_its_restarts_is_not_verified_again()
    {
        var end = await ResumeAsync(job => job with
        {
            Changes = [JobSamples.Upgrade("web", ChangeOutcome.Applied)],
            Restarted = [new UnitRestart("web.service", RestartOutcome.Restarted, null)],
        });
        Assert.Equal("1 change applied and verified; 1 services restarted", Assert.IsType<JobEnd.Completed>(end).Message);
    }

    [Fact]
    public async Task Services_are_restarted_after_an_apply_that_has_nothing_to_change()
    {
        var context = Add(job => job with { Request = PlannerBench.Everything with { Packages = [], RestartServices = true } });
        var end = await _operations.ExecuteAsync(context, CancellationToken.None);
        Assert.Equal("nothing to do: no change is planned; no service runs replaced code", Assert.IsType<JobEnd.Completed>(end).Message);
        Assert.Equal((0, true), (_executions, Job.Restarted is []));
    }

    /// <summary>A reboot that an earlier change needs, and that was not made then.</summary>
    [Fact]
    public async Task A_reboot_that_was_allowed_is_considered_after_an_apply_that_has_nothing_to_change()
    {
        var context = Add(job => job with { Request = PlannerBench.Everything with { Packages = [], AllowReboot = true } });
        var run = new ChangeRun(context, new LockWait(_tools.Packages.Host, _bench.Backend, _bench.Clock));
        var result = await new PlanStep(_tools).RunAsync(run, CancellationToken.None);
        Assert.Equal((StepName.Reboot, 0), (Assert.IsType<StepResult.GoTo>(result).Step, run.RebootDelaySeconds));
    }

    /// <summary>A stop is too late from the verification on: the work is done.</summary>
    [Theory]
    [InlineData(StopReason.Cancelled)]
    [InlineData(StopReason.Timeout)]
    public async Task A_stop_during_the_verification_does_not_change_the_verdict(object reason)
    {
        _bench.Backend.Execution = _ =>
        {
            _bench.Source.WhileReading = () => _running!.Stop((StopReason)reason);
            return Carry(null);
        };
        Assert.Equal("1 change applied and verified", Assert.IsType<JobEnd.Completed>(await RunAsync()).Message);
        Assert.Equal((ChangeOutcome.Applied, false), (Assert.Single(Job.Changes).Outcome, Job.Cancellable));
    }

    /// <summary>A restart that is still planned when the stop comes.</summary>
    [Fact]
    public async Task A_stop_before_the_restarts_leaves_the_services_alone_and_the_packages_applied()
    {
        var context = Add(job => job with
        {
            Changes = [JobSamples.Upgrade("web", ChangeOutcome.Applied)],
            Restarted = [new UnitRestart("web.service", RestartOutcome.Planned, null)],
        });
        _running!.Stop(StopReason.Cancelled);
        var end = await _operations.ResumeAsync(context, CancellationToken.None);
        Assert.Equal(
            "1 change applied and verified; 0 services restarted, 1 left as they are", Assert.IsType<JobEnd.Completed>(end).Message);
        Assert.Equal((RestartOutcome.Skipped, "the job was cancelled"), (Job.Restarted![0].Outcome, Job.Restarted[0].Reason));
    }

    /// <summary>The client has read TIMEOUT: the host must neither reboot nor restart services for that job.</summary>
    [Fact]
    public async Task A_job_that_was_closed_as_timeout_neither_reboots_nor_restarts_services()
    {
        _bench.Backend.Execution = _ =>
        {
            var id = _running!.Id;
            _running.Stop(StopReason.Timeout);
            _store.Update(
                id, job =>
                    JobTransitions.End(job, new JobEnd.Unverified(JobErrorCode.Timeout, "over its time"), JobSamples.Start), persist: true);
            return Carry(null);
        };
        var context = Add(job => job with { Request = PlannerBench.Everything with { AllowReboot = true, RestartServices = true } });
        var end = await _operations.ExecuteAsync(context, CancellationToken.None);
        Assert.Equal("1 change applied and verified", Assert.IsType<JobEnd.Completed>(end).Message);
        Assert.Equal((null, null), (Job.Restarted, Job.RebootAt));
    }

    /// <summary>The record of the second half must be on disk before it begins: after a kill nobody would know of it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Case58_Second_half_of_an_undo_does_not_begin_while_the_journal_cannot_be_written(bool isFull)
    {
        _bench.Install("web=2", "new=1");
        _bench.Backend.Updates.Clear();
        _bench.Offer("web=1");
        _bench.Backend.Simulation = set => set is LinuxPatchApi.Packages.Engines.ChangeSet.Remove
            ? PackageResult<IReadOnlyList<SimulatedChange>>.Of([new SimulatedChange(SimulatedKind.Remove, "new", "amd64", "1", null)])
            : PackageResult<IReadOnlyList<SimulatedChange>>.Of([new SimulatedChange(SimulatedKind.Downgrade, "web", "amd64", "1", "repo")]);
        _bench.Backend.Execution = set =>
        {
            _executions++;
            _bench.Install(set is LinuxPatchApi.Packages.Engines.ChangeSet.Remove ? ["web=1"] : ["web=1", "new=1"]);
            if (isFull)
            {
                File.Move(_directory.File("jobs/journal.log"), _directory.File("kept"));
                Directory.CreateDirectory(_directory.File("jobs/journal.log"));
            }

            return new ExecutionReport(null, RestartSystem: false);
        };
        var context = Add(job => job with
        {
            Request = new RollbackRequest(
                Guid.NewGuid(),
                [
                    new PackageChange("new", "amd64", ChangeAction.Remove, "1", null, ChangeOutcome.Planned, null),
                    new PackageChange("web", "amd64", ChangeAction.Downgrade, "2", "1", ChangeOutcome.Planned, null),
                ],
                Force: false),
        });
        var end = await _operations.ExecuteAsync(context, CancellationToken.None);
        Assert.Equal(isFull ? 1 : 2, _executions);
        if (isFull)
        {
            var failed = Assert.IsType<JobEnd.Failed>(end);
            Assert.Equal((JobErrorCode.DiskFull, true), (failed.Code, failed.Retryable));
            Assert.Contains("the removal of new:amd64 was not begun", failed.Message, StringComparison.Ordinal);
            Assert.Equal(["web Applied", "new Unchanged"], Job.Changes.Select(c => $"{c.Name} {c.Outcome}"));
        }
        else
        {
            Assert.IsType<JobEnd.Completed>(end);
        }
    }

    private Job Job => _store.Find(_running!.Id)!;

    private ExecutionReport Carry(PackageFailure? failure, string reached = "2")
    {
        _executions++;
        _bench.Install($"web={reached}");
        return new ExecutionReport(failure, RestartSystem: false);
    }

    private T StopIn<T>(bool now, T value)
    {
        if (now)
        {
            _running!.Stop(StopReason.Cancelled);
        }

        return value;
    }

    private Task<JobEnd> RunAsync(Func<JobContext, JobContext>? first = null)
    {
        var context = Add(job => job);
        return _operations.ExecuteAsync(first?.Invoke(context) ?? context, CancellationToken.None);
    }

    private Task<JobEnd> ResumeAsync(Func<Job, Job> left) => _operations.ResumeAsync(Add(left), CancellationToken.None);

    /// <summary>Does not wait for services that do not answer.</summary>
    private JobContext Add(Func<Job, Job> make)
    {
        var job = make(JobSamples.New(JobStatus.Running) with { Request = PlannerBench.Everything });
        _store.Add(job);
        _running = new RunningJob(job.Id, TimeSpan.FromHours(1), _bench.Clock) { IsRetry = true };
        return new JobContext(_store, _running, host: null, _bench.Clock);
    }

    private static ConfiguredRepository Repository(string address) =>
        new(address, null, HasIndex: true) { IsNamedIn = line => line.Contains(address, StringComparison.Ordinal) };

    private sealed class FakeRepositories : IRepositories
    {
        public IReadOnlyList<ConfiguredRepository>? All { get; set; }

        public IReadOnlyList<ConfiguredRepository>? Read() => All;
    }

    /// <summary>Nobody holds a lock.</summary>
    private sealed class Idle : IHostActivity
    {
        public LockHolder? LockHolder() => null;

        public long Printed() => 0;
    }
}
