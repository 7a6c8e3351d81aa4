using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Operations.PackageChanges;

/// <summary>Each step of a package change: what it makes of a failure, of a stop, and of a death of the agent, under a fake engine and clock.</summary>
public sealed class ChangeStepsTests : IDisposable
{
    private static readonly PackageFailure Down = new(JobErrorCode.BackendUnavailable, "PackageKit is not there", Retryable: true);
    private readonly PlannerBench _bench = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly JobStore _store;
    private readonly IJobExecutor _operations;
    private RunningJob? _running;
    private int _executions;

    public ChangeStepsTests()
    {
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _bench.Clock).Store;
        var rescue = new TransactionRescue(_bench.Backend, _bench.Installed, new DpkgRepairPlanner(_bench.Paths), new Idle(), breakStalled: false, _bench.Clock);
        _operations = TestOperations.Of(_bench.Tools(rescue, new Idle()), _bench.Clock);
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
    public async Task Refresh_that_cannot_be_asked_for_fails_the_job_before_any_plan()
    {
        _bench.Backend.Refresh = _ => Task.FromResult<PackageFailure?>(Down);
        Assert.Equal(JobErrorCode.BackendUnavailable, Assert.IsType<JobEnd.Failed>(await RunAsync()).Code);
        Assert.Equal((0, 0), (_executions, Job.Changes.Count));
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
        _bench.Backend.Execution = _ => new ExecutionReport(new PackageFailure(JobErrorCode.ScriptFailed, "postinst", Retryable: false), RestartSystem: false);
        Assert.Equal(JobErrorCode.ScriptFailed, Assert.IsType<JobEnd.Failed>(await RunAsync()).Code);
        Assert.Equal(ChangeOutcome.Unchanged, Assert.Single(Job.Changes).Outcome);
    }

    [Fact]
    public async Task Verification_that_cannot_look_gives_no_verdict()
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
        _bench.Backend.Execution = _ => StopIn(step == "transaction", new ExecutionReport(new PackageFailure(JobErrorCode.Cancelled, "cancelled", Retryable: true), RestartSystem: false));
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
    public async Task A_transaction_that_nobody_can_be_asked_about_is_not_judged_yet()
    {
        _bench.Backend.Following = () => new ExecutionReport(Down, RestartSystem: false) { Unheard = true };
        Assert.IsType<JobEnd.Unverified>(await ResumeAsync(job => job with { Changes = [JobSamples.Upgrade("web")] }));
        Assert.Equal(ChangeOutcome.Planned, Assert.Single(Job.Changes).Outcome);
    }

    [Fact]
    public async Task A_job_that_died_between_reserving_its_reboot_and_its_end_is_verified_again()
    {
        _bench.Install("web=2");
        var end = await ResumeAsync(job => job with { RebootAt = JobSamples.Start, Changes = [JobSamples.Upgrade("web", ChangeOutcome.Applied)] });
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

    private Job Job => _store.Find(_running!.Id)!;

    private ExecutionReport Carry(PackageFailure? failure)
    {
        _executions++;
        _bench.Install("web=2");
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

    /// <summary>Those that do not answer are not waited for.</summary>
    private JobContext Add(Func<Job, Job> make)
    {
        var job = make(JobSamples.New(JobStatus.Running) with { Request = PlannerBench.Everything });
        _store.Add(job);
        _running = new RunningJob(job.Id, TimeSpan.FromHours(1), _bench.Clock) { IsLookedAtAgain = true };
        return new JobContext(_store, _running, host: null, _bench.Clock);
    }

    /// <summary>Nobody holds a lock.</summary>
    private sealed class Idle : IHostActivity
    {
        public LockHolder? LockHolder() => null;

        public long Printed() => 0;
    }
}
