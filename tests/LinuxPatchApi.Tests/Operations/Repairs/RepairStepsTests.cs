using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Jobs.Store;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Operations.Repairs;

/// <summary>Each step of a repair: a failure, a stop, and a restart of the agent, with a fake engine, package database and clock.</summary>
public sealed class RepairStepsTests : IDisposable
{
    private static readonly PackageFailure Down = new(JobErrorCode.BackendUnavailable, "no answer", Retryable: true);
    private readonly PlannerBench _bench = new();
    private readonly BrokenDisk _disk;
    private readonly JobStore _store;
    private readonly IJobExecutor _repair;
    private RunningJob? _running;
    private int _repairs;

    public RepairStepsTests()
    {
        _disk = new BrokenDisk(_bench.Clock);
        _store = _disk.Open();
        var rescue = new TransactionRescue(
            _bench.Backend, _bench.Installed, new DpkgRepairPlanner(_bench.Paths), new Idle(), breakStalled: false, _bench.Clock);
        _repair = RepairKind.Pipeline(_bench.Tools(rescue, new Idle()).Packages);
        _bench.Install("web=1!broken");
        _bench.Backend.Repair = () => Repair("web=1");
    }

    public void Dispose()
    {
        _running?.Dispose();
        _store.Dispose();
        _disk.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task All_steps_lead_to_a_verified_end()
    {
        Assert.StartsWith("repaired: web", Assert.IsType<JobEnd.Completed>(await RunAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(1, _repairs);
    }

    [Theory]
    [InlineData("gate")]
    [InlineData("plan")]
    public async Task A_stop_before_the_transaction_ends_the_job_without_a_repair(string step)
    {
        _bench.Source.WhileReading = () => Stop(step == "plan");
        Assert.IsType<JobEnd.Cancelled>(await RunAsync(() => Stop(step == "gate")));
        Assert.Equal(0, _repairs);
    }

    /// <summary>The package manager cannot be interrupted in a repair: its result counts.</summary>
    [Theory]
    [InlineData("transaction")]
    [InlineData("verify")]
    public async Task A_stop_after_the_beginning_of_the_transaction_does_not_change_the_verdict(string step)
    {
        _bench.Backend.Repair = () =>
        {
            Stop(step == "transaction");
            Repair("web=1");
            _bench.Source.WhileReading = () => Stop(step == "verify");
        };
        Assert.IsType<JobEnd.Completed>(await RunAsync());
        Assert.False(Job.Cancellable);
    }

    [Fact]
    public async Task Plan_step_ends_the_job_when_the_package_database_cannot_be_read()
    {
        _bench.Source.Answer = Down;
        Assert.Equal(JobErrorCode.BackendUnavailable, Assert.IsType<JobEnd.Failed>(await RunAsync()).Code);
        Assert.Equal(0, _repairs);
    }

    [Fact]
    public async Task Transaction_step_requests_nothing_that_could_not_be_recorded()
    {
        _bench.Source.WhileReading = _disk.Break;
        var end = Assert.IsType<JobEnd.Failed>(await RunAsync());
        Assert.Equal((JobErrorCode.DiskFull, true, 0), (end.Code, end.Retryable, _repairs));
    }

    [Fact]
    public async Task Verify_step_gives_no_verdict_without_the_installed_set()
    {
        _bench.Backend.Repair = () => _bench.Source.Answer = Down;
        Assert.IsType<JobEnd.Unverified>(await RunAsync());
    }

    [Fact]
    public async Task Verify_step_fails_the_job_when_a_package_is_still_broken()
    {
        _bench.Backend.Repair = () => Repair("web=1!broken");
        Assert.Contains("web", Assert.IsType<JobEnd.Failed>(await RunAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_was_interrupted_before_its_transaction_is_planned_again()
    {
        Assert.IsType<JobEnd.Completed>(await ResumeAsync(job => job with { Phase = JobPhase.Resolving }));
        Assert.Equal((1, false), (_repairs, Job.Cancellable));
    }

    [Fact]
    public async Task A_job_with_a_transaction_is_followed_and_does_not_repair_twice()
    {
        _bench.Install("web=1");
        var end = await ResumeAsync(job => job with { Transaction = new TransactionHandle("/1_a") });
        Assert.StartsWith("no package is installed in part", Assert.IsType<JobEnd.Completed>(end).Message, StringComparison.Ordinal);
        Assert.Equal(0, _repairs);
    }

    [Fact]
    public async Task A_job_that_was_closed_without_a_verdict_is_only_verified()
    {
        _bench.Install("web=1");
        var end = await ResumeAsync(
            job => job with { Status = JobStatus.Failed, VerdictOutstanding = true, ErrorCode = JobErrorCode.PackageManagerError });
        Assert.IsType<JobEnd.Completed>(end);
        Assert.Equal(0, _repairs);
    }

    private Job Job => _store.Find(_running!.Id)!;

    private void Repair(params string[] installed)
    {
        _repairs++;
        _bench.Install(installed);
    }

    private void Stop(bool now)
    {
        if (now)
        {
            _running!.Stop(StopReason.Cancelled);
        }
    }

    private Task<JobEnd> RunAsync(Action? first = null)
    {
        var context = Add(job => job);
        first?.Invoke();
        return _repair.ExecuteAsync(context, CancellationToken.None);
    }

    private Task<JobEnd> ResumeAsync(Func<Job, Job> left) => _repair.ResumeAsync(Add(left), CancellationToken.None);

    private JobContext Add(Func<Job, Job> make)
    {
        var job = make(JobSamples.New(JobStatus.Running, JobOperation.Repair));
        _store.Add(job);
        _running = new RunningJob(job.Id, TimeSpan.FromHours(1), _bench.Clock) { IsRetry = true };
        return new JobContext(_store, _running, host: null, _bench.Clock);
    }

    /// <summary>Nobody holds a lock.</summary>
    private sealed class Idle : IHostActivity
    {
        public LockHolder? LockHolder() => null;

        public long Printed() => 0;
    }
}
