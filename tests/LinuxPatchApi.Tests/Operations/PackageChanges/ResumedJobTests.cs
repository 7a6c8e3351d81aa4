using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Jobs.Store;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Operations.PackageChanges;

/// <summary>Package jobs around their only transaction: the accepted plan, a failing disk, and a killed agent at any point.</summary>
public sealed class ResumedJobTests : IDisposable
{
    private readonly PlannerBench _bench = new();
    private readonly BrokenDisk _disk;
    private readonly JobStore _store;
    private readonly JobService _jobs;
    private readonly IJobExecutor _executor;
    private readonly CancellationTokenSource _shutdown = new();
    private int _executions;

    public ResumedJobTests()
    {
        _disk = new BrokenDisk(_bench.Clock);
        _store = _disk.Open();
        var rescue = new TransactionRescue(
            _bench.Backend, _bench.Installed, new DpkgRepairPlanner(_bench.Paths), new Idle(), breakStalled: false, _bench.Clock);
        _executor = TestOperations.Of(_bench.Tools(rescue, new Idle()), _bench.Clock);
        _jobs = new JobService(
            _store, new JobServiceOptions(20, TimeSpan.FromMinutes(30), "boot-1"), _bench.Clock, TestLog.Of<JobService>());
        _bench.Install("web=1");
        _bench.Backend.Updates.Add(Inventories.Update("web"));
        _bench.Simulate();
        _bench.Backend.Execution = _ =>
        {
            _executions++;
            _bench.Install("web=2");
            return new ExecutionReport(null, RestartSystem: false);
        };
    }

    public void Dispose()
    {
        _shutdown.Cancel();
        _store.Dispose();
        _disk.Dispose();
        _bench.Dispose();
        _shutdown.Dispose();
    }

    [Fact]
    public async Task Plan_that_is_not_the_agreed_one_is_not_carried_out()
    {
        var job = await RunAsync(Request() with { PlanDigest = new string('0', 64) });
        Assert.Equal((JobStatus.Failed, JobErrorCode.DependencyConflict, 0), (job.Status, job.ErrorCode, _executions));
        Assert.Equal(ChangeOutcome.Unchanged, Assert.Single(job.Changes).Outcome);
    }

    /// <summary>The disk fails between the job's beginning and its plan.</summary>
    [Fact]
    public async Task Case58_Plan_that_the_disk_refuses_is_not_carried_out()
    {
        var simulation = _bench.Backend.Simulation;
        _bench.Backend.Simulation = set =>
        {
            _disk.Break();
            return simulation(set);
        };
        var job = await RunAsync(Request());
        Assert.Equal((JobStatus.Failed, JobErrorCode.DiskFull, 0), (job.Status, job.ErrorCode, _executions));
        _disk.Repair();
    }

    /// <summary>The installed versions decide, and no second transaction begins.</summary>
    [Theory]
    [InlineData("web=2", "completed", "applied")]
    [InlineData("web=1", "failed", "unchanged")]
    [InlineData("web=3", "failed", "different")]
    [InlineData("web=2!broken", "failed", "different")]
    [InlineData("web=2!broken", "failed", "different", false)]
    public async Task Case56_Job_whose_transaction_left_no_trace_is_judged_by_what_is_installed(
        string now, string status, string outcome, bool? history = null)
    {
        _bench.Backend.Succeeded = history;
        _bench.Install(now);
        var job = await ResumeAsync();
        Assert.Equal((status, outcome, 0),
            (JobSpelling.Statuses.Of(job.Status), JobSpelling.Outcomes.Of(Assert.Single(job.Changes).Outcome), _executions));
        // Also with a failure in the history: PackageKit writes that at the start, so a service that was killed leaves it too.
        Assert.Equal(status == "failed" ? JobErrorCode.AgentRestarted : null, job.ErrorCode);
    }

    [Fact]
    public async Task Case56_Transaction_that_continues_is_followed_to_its_end()
    {
        _bench.Backend.Following = () =>
        {
            _bench.Install("web=2");
            return new ExecutionReport(null, RestartSystem: false);
        };
        var job = await ResumeAsync();
        Assert.Equal((JobStatus.Completed, 0), (job.Status, _executions));
        Assert.Equal("the agent restarted meanwhile; 1 change applied and verified", job.Message);
    }

    /// <summary>Killed a second time, after the unplanned changes were recorded: they neither become planned nor appear twice.</summary>
    [Fact]
    public async Task Case56_Unplanned_changes_of_an_earlier_verdict_stay_unplanned()
    {
        _bench.Install("web=2", "other=2");
        var other = UnplannedChanges.Of(new PackageKey("other", "amd64"), ChangeAction.Upgrade, "1", "2");
        var job = await ResumeAsync(changes: [JobSamples.Upgrade("web"), other]);
        Assert.Equal([ChangeOutcome.Applied, ChangeOutcome.Different], job.Changes.Select(c => c.Outcome));
        Assert.Equal(other, job.Changes[1]);
    }

    /// <summary>Killed before its plan was on disk: nothing can have been done.</summary>
    [Fact]
    public async Task Case56_Job_without_a_plan_has_changed_nothing()
    {
        var job = await ResumeAsync(planned: false);
        Assert.Equal((JobStatus.Failed, JobErrorCode.AgentRestarted, true, 0), (job.Status, job.ErrorCode, job.Retryable, _executions));
        Assert.Equal("the agent restarted before the job changed anything", job.Error);
    }

    private static UpdateRequest Request() => new(PackageSpec.Of("web"), ChangeOptions.None);

    private async Task<Job> RunAsync(JobRequest request)
    {
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        return await EndedAsync(_jobs.Admit(JobOperation.Update, request, ["web"], JobSamples.Origin(Guid.NewGuid())).Job!.Id);
    }

    private async Task<Job> ResumeAsync(bool planned = true, IReadOnlyList<PackageChange>? changes = null)
    {
        var job = JobSamples.New(JobStatus.Running, JobOperation.Update) with
        {
            Request = Request(),
            Transaction = new TransactionHandle("/1_a"),
            Changes = changes ?? (planned ? [JobSamples.Upgrade("web")] : []),
        };
        _store.Add(job);
        _jobs.Turns.Requeue([job.Id]);
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        return await EndedAsync(job.Id);
    }

    private async Task<Job> EndedAsync(Guid id)
    {
        await Eventually.TrueAsync(() => _store.Find(id)!.IsTerminal, "the end of the job");
        return _store.Find(id)!;
    }

    /// <summary>Nobody holds a lock.</summary>
    private sealed class Idle : IHostActivity
    {
        public LockHolder? LockHolder() => null;

        public long Printed() => 0;
    }
}
