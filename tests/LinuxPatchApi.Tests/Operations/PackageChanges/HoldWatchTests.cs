using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Operations.PackageChanges;

/// <summary>Holds where the installed set comes from a service and the holds from the host's own lists, as on rpm and pacman.</summary>
public sealed class HoldWatchTests : IDisposable
{
    private static readonly PackageFailure Unread = new(JobErrorCode.BackendUnavailable, "no answer", Retryable: true);
    private readonly FakeHolds _holds = new();
    private readonly PlannerBench _bench;
    private readonly TemporaryDirectory _directory = new();
    private readonly JobStore _store;
    private readonly RunningJob _running;
    private readonly IJobExecutor _executor;
    private readonly JobContext _context;
    private int _executions;

    public HoldWatchTests()
    {
        _bench = new PlannerBench { Holds = _holds };
        _bench.Source.IsLocal = false;
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _bench.Clock).Store;
        var host = new NoLocks();
        _executor = TestOperations.Of(
            _bench.Tools(
                new TransactionRescue(
                    _bench.Backend, _bench.Installed, new DpkgRepairPlanner(_bench.Paths), host, breakStalled: false, _bench.Clock),
                host),
            _bench.Clock);
        _bench.Install("web=1");
        _bench.Backend.Updates.Add(Inventories.Update("web"));
        _bench.Simulate();
        _bench.Backend.Execution = _ =>
        {
            _executions++;
            _bench.Install("web=2");
            return new ExecutionReport(null, RestartSystem: false);
        };
        var job = JobSamples.New(JobStatus.Running) with { Request = PlannerBench.Everything };
        _store.Add(job);
        _running = new RunningJob(job.Id, TimeSpan.FromHours(1), _bench.Clock) { IsRetry = true };
        _context = new JobContext(_store, _running, host: null, _bench.Clock);
    }

    public void Dispose()
    {
        _running.Dispose();
        _store.Dispose();
        _directory.Dispose();
        _bench.Dispose();
    }

    /// <summary>A lock or an ignored package that is written while the package manager downloads, and a list that cannot be read.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case64_A_hold_of_the_hosts_own_lists_is_honoured_while_the_transaction_waits(bool isRead)
    {
        var queued = _bench.Backend.QueueUntilCancelled();
        var work = _executor.ExecuteAsync(_context, CancellationToken.None);
        await queued;
        _holds.Answer = isRead
            ? PackageResult<HoldList>.Of(p => p.Name == "web" ? new Hold("the host's list") : null) : Unread;
        _bench.Install("web=1!hold");
        await Eventually.TrueAsync(
            () =>
            {
                _bench.Clock.Advance(PackageLimits.HoldPollInterval);
                return work.IsCompleted;
            },
            "the end of the job");
        Assert.IsType<JobEnd.Completed>(await work);
        Assert.Equal(0, _executions);
        Assert.StartsWith("held", Assert.Single(_context.Job.Changes).Reason, StringComparison.Ordinal);
        Assert.Contains(
            _context.Job.Logs, l => l.Contains(isRead ? "web was put on hold meanwhile" : "no answer", StringComparison.Ordinal));
    }

    /// <summary>What could not be looked at is not as it was planned: planned anew, and in the end unavailable.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task Case64_A_transaction_does_not_begin_without_the_look_at_the_holds_before_it(int failures)
    {
        var isPlanned = false;
        var simulation = _bench.Backend.Simulation;
        _bench.Backend.Simulation = set =>
        {
            isPlanned = true;
            return simulation(set);
        };
        var answer = _bench.Source.Answer;
        _bench.Source.WhileReading = () =>
        {
            var fails = isPlanned && failures > 0;
            (isPlanned, failures) = (false, fails ? failures - 1 : failures);
            _bench.Source.Answer = fails ? Unread : _executions > 0 ? Inventories.Of("web=2", "dpkg=1/amd64") : answer;
        };
        var end = await _executor.ExecuteAsync(_context, CancellationToken.None);
        Assert.Equal(failures == 0 ? 1 : 0, _executions);
        Assert.True(failures == 0
            ? end is JobEnd.Completed : end is JobEnd.Failed { Code: JobErrorCode.BackendUnavailable, Retryable: true }, end.Message);
        Assert.Contains(_context.Job.Logs, l => l.Contains("could not be read (no answer)", StringComparison.Ordinal));
    }

    private sealed class FakeHolds : IHolds
    {
        public IReadOnlyList<string> Paths => [];

        public PackageResult<HoldList> Answer { get; set; } = PackageResult<HoldList>.Of(_ => null);

        public PackageResult<HoldList> Read() => Answer;
    }

    private sealed class NoLocks : IHostActivity
    {
        public LockHolder? LockHolder() => null;

        public long Printed() => 0;
    }
}
