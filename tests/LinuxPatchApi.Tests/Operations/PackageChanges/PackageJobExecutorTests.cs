using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Operations.PackageChanges;

/// <summary>Jobs on a host with fake locks, package manager and clock.</summary>
public sealed class PackageJobExecutorTests : IDisposable
{
    private static readonly LockHolder Somebody = new(4711, "apt-get", null, "/var/cache/apt/archives/lock");
    private static readonly LockHolder OwnFile = new(7, "packagekitd", null, "/var/lib/pacman/db.lck") { IsFile = true };
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);
    private readonly PlannerBench _bench = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeHost _host = new();
    private readonly JobStore _store;
    private readonly JobService _jobs;
    private readonly CancellationTokenSource _shutdown = new();
    private int _executions;

    public PackageJobExecutorTests()
    {
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _bench.Clock).Store;
        var executor = TestOperations.Of(
            _bench.Tools(
                new TransactionRescue(_bench.Backend, _bench.Installed, new DpkgRepairPlanner(_bench.Paths), _host, breakStalled: false,
                    _bench.Clock), _host),
            _bench.Clock);
        _jobs = new JobService(_store, new JobServiceOptions(20, Timeout, "boot-1"), _bench.Clock, TestLog.Of<JobService>(), _host);
        _bench.Install("web=1");
        _bench.Backend.Updates.Add(Inventories.Update("web"));
        _bench.Simulate();
        _bench.Backend.Execution = Succeed;
        _ = _jobs.Worker(executor).RunAsync(_shutdown.Token);
    }

    public void Dispose()
    {
        _shutdown.Cancel();
        _store.Dispose();
        _directory.Dispose();
        _bench.Dispose();
        _shutdown.Dispose();
    }

    [Theory]
    [InlineData("/var/cache/apt/archives/lock")]
    [InlineData("/var/lib/dpkg/lock")]
    [InlineData("/var/lib/dpkg/lock-frontend")]
    public async Task Case53_Another_processs_lock_is_waited_for_before_anything_is_changed(string path)
    {
        _host.Holder = Somebody with { Lock = path };
        var id = Admit();
        await Eventually.TrueAsync(() => _store.Find(id)!.LockHolder is not null, "the wait");
        Assert.Contains("apt-get (pid 4711)", _store.Find(id)!.Message, StringComparison.Ordinal);
        await PassAsync(TimeSpan.FromSeconds(75));
        Assert.Equal((JobStatus.Running, 0), (_store.Find(id)!.Status, _executions));
        _host.Holder = null;
        var job = await EndedAsync(id);
        Assert.Equal((JobStatus.Completed, 1, null), (job.Status, _executions, job.LockHolder));
    }

    [Fact]
    public async Task Case53_A_success_that_changed_nothing_under_another_processs_lock_is_a_wait_and_not_an_error()
    {
        _bench.Backend.Execution = set =>
        {
            if (_executions++ == 0)
            {
                _host.Holder = Somebody;
                return new ExecutionReport(null, RestartSystem: false);
            }

            return Succeed(set);
        };
        var id = Admit();
        await Eventually.TrueAsync(() => _store.Find(id)!.LockHolder is not null, "the wait");
        _host.Holder = null;
        Assert.Equal(JobStatus.Completed, (await EndedAsync(id)).Status);
    }

    /// <summary>Taken after the check before the transaction, and freed before the one after it.</summary>
    [Fact]
    public async Task Case53_A_lock_that_was_held_only_during_the_transaction_is_a_wait_and_not_an_error()
    {
        var attempts = 0;
        var ended = new TaskCompletionSource<ExecutionReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        _bench.Backend.Waiting = _ =>
        {
            if (attempts++ > 0)
            {
                return null;
            }

            _host.Holder = Somebody;
            return ended.Task;
        };
        var id = Admit();
        await Eventually.TrueAsync(() => attempts == 1, "the transaction");
        var looks = _host.Looks;
        await Eventually.TrueAsync(
            () =>
            {
                _bench.Clock.Advance(PackageLimits.FreePollInterval);
                return _host.Looks > looks;
            },
            "a look at the lock");
        _host.Holder = null;
        ended.SetResult(new ExecutionReport(null, RestartSystem: false));
        var job = await EndedAsync(id);
        Assert.Equal((JobStatus.Completed, 1, 2), (job.Status, _executions, attempts));
        Assert.Contains(job.Logs, l => l.Contains("waiting for the package database's lock", StringComparison.Ordinal));
    }

    /// <summary>A lock that nobody saw: tried once more, and then it is an error.</summary>
    [Theory]
    [InlineData(1, "completed", false)]
    [InlineData(2, "failed", false)]
    [InlineData(2, "failed", true)]
    public async Task Case53_A_success_that_changed_nothing_is_tried_once_more(int withoutEffect, string expected, bool isOwnLockSeen)
    {
        var attempts = 0;
        _host.Holder = isOwnLockSeen ? OwnFile : null;
        _bench.Backend.Execution = set =>
            attempts++ < withoutEffect ? new ExecutionReport(null, RestartSystem: false) : Succeed(set);
        var job = await EndedAsync(Admit());
        Assert.Equal((expected, 2), (JobSpelling.Statuses.Of(job.Status), attempts));
        Assert.Equal(expected == "failed" ? JobErrorCode.PackageManagerError : null, job.ErrorCode);
    }

    [Fact]
    public async Task Case53_A_lock_that_is_never_freed_ends_the_job_as_locked_with_its_holder_and_may_be_tried_again()
    {
        _host.Holder = Somebody;
        var id = Admit();
        await Eventually.TrueAsync(() => _store.Find(id)!.LockHolder is not null, "the wait");
        _bench.Clock.Advance(Timeout);
        var job = await EndedAsync(id);
        Assert.Equal((JobStatus.Failed, JobErrorCode.Locked, true), (job.Status, job.ErrorCode, job.Retryable));
        Assert.Contains("apt-get (pid 4711) holds /var/cache/apt/archives/lock", job.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case21_A_configuration_file_that_was_kept_is_a_warning_of_a_job_that_succeeded()
    {
        File.WriteAllText(
            _bench.Paths.Status,
            "Package: web\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n"
            + "Conffiles:\n /etc/web.conf 0123456789abcdef0123456789abcdef\n\n");
        _bench.Backend.Execution = set =>
        {
            var left = Path.Combine(_bench.Paths.Root, "etc/web.conf.dpkg-dist");
            Directory.CreateDirectory(Path.GetDirectoryName(left)!);
            File.WriteAllText(left, "new");
            return Succeed(set);
        };
        var job = await EndedAsync(Admit());
        Assert.Equal(JobStatus.Completed, job.Status);
        Assert.Contains("/etc/web.conf.dpkg-dist", Assert.Single(job.Warnings), StringComparison.Ordinal);
    }

    /// <summary>PackageKit gives up after seconds; the holder of the lock may not be visible at all.</summary>
    [Fact]
    public async Task Case55_A_package_manager_that_gives_up_on_a_lock_is_called_again_until_the_jobs_own_time_is_over()
    {
        _bench.Backend.Execution = set => _executions++ < 10
            ? new ExecutionReport(new PackageFailure(JobErrorCode.Locked, "locked", true), false)
            : Succeed(set);
        Assert.Equal(JobStatus.Completed, (await EndedAsync(Admit())).Status);
        Assert.Equal(12, _executions);
    }

    /// <summary>Nobody frees it: by its age, or because the service that could have made it works on nothing.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case55_A_lock_that_was_left_behind_fails_the_job_at_once_with_its_remedy(bool isStale)
    {
        _host.Holder = isStale ? new LockHolder(null, null, null, OwnFile.Lock) { IsFile = true, IsStale = true } : OwnFile;
        _bench.Backend.Idle = true;
        _bench.Backend.Execution = _ => new ExecutionReport(new PackageFailure(JobErrorCode.Locked, "locked", true), false);
        var job = await EndedAsync(Admit());
        Assert.Equal((JobStatus.Failed, JobErrorCode.Locked, false), (job.Status, job.ErrorCode, job.Retryable));
        Assert.Contains($"'rm {OwnFile.Lock}'", job.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(job.Logs, l => l.Contains("waiting for", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case55_A_refresh_waits_for_the_lock_of_the_indexes()
    {
        var attempts = 0;
        _bench.Backend.Refresh = _ =>
            Task.FromResult(attempts++ < 3 ? new PackageFailure(JobErrorCode.Locked, "locked", Retryable: true) : null);
        var job = await EndedAsync(Admit(PlannerBench.Everything));
        Assert.Equal((JobStatus.Completed, 4), (job.Status, attempts));
        Assert.Empty(job.Warnings);
    }

    [Fact]
    public async Task Case55_A_cancel_ends_the_wait()
    {
        _host.Holder = Somebody;
        var id = Admit();
        await Eventually.TrueAsync(() => _store.Find(id)!.LockHolder is not null, "the wait");
        _jobs.Cancel(id);
        Assert.Equal((JobStatus.Cancelled, 0), ((await EndedAsync(id)).Status, _executions));
    }

    [Theory]
    [InlineData(false, "failed")]
    [InlineData(true, "completed")]
    public async Task Case64_A_hold_that_was_set_after_the_plan_is_seen_before_the_transaction(bool force, string expected)
    {
        _bench.Backend.Simulation = set =>
        {
            _bench.Install("web=1!hold");
            return Update;
        };
        var id = Admit(new UpdateRequest(PackageSpec.Of("web"), new ChangeOptions(force)));
        var job = await EndedAsync(id);
        Assert.Equal((expected, force ? 1 : 0), (JobSpelling.Statuses.Of(job.Status), _executions));
        Assert.Contains(job.Logs, l => l.Contains("web was put on hold meanwhile", StringComparison.Ordinal));
    }

    /// <summary>A pin or a source that is changed between plan and transaction is a wish as a hold is one.</summary>
    [Fact]
    public async Task Case64_Settings_that_change_after_the_plan_make_it_be_planned_anew()
    {
        var plans = 0;
        var pin = Path.Combine(_bench.Paths.Root, "etc/apt/preferences.d/late");
        Directory.CreateDirectory(Path.GetDirectoryName(pin)!);
        _bench.Backend.Simulation = set =>
        {
            if (++plans == 1)
            {
                File.WriteAllText(pin, "Package: nothing\nPin: version 1\nPin-Priority: -1\n");
                File.SetLastWriteTimeUtc(pin, DateTime.UtcNow.AddMinutes(1));
            }

            return PackageResult<IReadOnlyList<LinuxPatchApi.Packages.Engines.SimulatedChange>>.Of(
                [new(LinuxPatchApi.Packages.Engines.SimulatedKind.Update, "web", "amd64", "2", "repo")]);
        };
        var job = await EndedAsync(Admit());
        Assert.Equal((JobStatus.Completed, 2, 1), (job.Status, plans, _executions));
        Assert.Contains(job.Logs, line => line.Contains("settings were changed meanwhile;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case64_An_apply_leaves_out_what_was_held_meanwhile()
    {
        _bench.Backend.Simulation = set =>
        {
            _bench.Install("web=1!hold");
            return Update;
        };
        var job = await EndedAsync(Admit(PlannerBench.Everything));
        Assert.Equal((JobStatus.Completed, 0), (job.Status, _executions));
        Assert.StartsWith("held", Assert.Single(job.Changes).Reason, StringComparison.Ordinal);
    }

    /// <summary>The transaction waits behind another one in the package manager's queue when the hold is set.</summary>
    [Fact]
    public async Task Case64_A_hold_that_is_set_while_the_transaction_waits_in_the_queue_is_honoured()
    {
        _bench.Backend.Simulation = _ => Update;
        var queued = _bench.Backend.QueueUntilCancelled();
        var id = Admit(PlannerBench.Everything);
        await queued;
        _bench.Install("web=1!hold");
        _bench.Source.Mark = new DatabaseStamp(2, 2);
        await Eventually.TrueAsync(
            () =>
            {
                _bench.Clock.Advance(PackageLimits.HoldPollInterval);
                return _store.Find(id)!.IsTerminal;
            },
            "the end of the job");
        var job = _store.Find(id)!;
        Assert.True(job.Status == JobStatus.Completed, job.Error);
        Assert.Equal(0, _executions);
        Assert.StartsWith("held", Assert.Single(job.Changes).Reason, StringComparison.Ordinal);
        Assert.Contains(job.Logs, l => l.Contains("web was put on hold meanwhile", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case57_A_full_disk_fails_the_job_and_skips_nothing()
    {
        _bench.Fail(JobErrorCode.DiskFull, "You don't have enough free space in /var/cache/apt/archives/");
        var job = await EndedAsync(Admit(PlannerBench.Everything));
        Assert.Equal((JobStatus.Failed, JobErrorCode.DiskFull), (job.Status, job.ErrorCode));
        Assert.Contains("/var/cache/apt/archives", job.Message, StringComparison.Ordinal);
        Assert.Empty(job.Changes);
    }

    private static PackageResult<IReadOnlyList<LinuxPatchApi.Packages.Engines.SimulatedChange>> Update =>
        PackageResult<IReadOnlyList<LinuxPatchApi.Packages.Engines.SimulatedChange>>.Of(
            [new(LinuxPatchApi.Packages.Engines.SimulatedKind.Update, "web", "amd64", "2", "repo")]);

    private ExecutionReport Succeed(ChangeSet set)
    {
        _executions++;
        _bench.Install("web=2");
        return new ExecutionReport(null, RestartSystem: false);
    }

    private Guid Admit(JobRequest? request = null) => _jobs.Admit(
        JobOperation.Update,
        request ?? new UpdateRequest(PackageSpec.Of("web"), ChangeOptions.None),
        ["web"],
        JobSamples.Origin(Guid.NewGuid())).Job!.Id;

    private async Task<Job> EndedAsync(Guid id)
    {
        await Eventually.TrueAsync(
            () =>
            {
                if (_store.Find(id)!.IsTerminal)
                {
                    return true;
                }

                _bench.Clock.Advance(PackageLimits.LockPollInterval);
                return false;
            },
            "the end of the job");
        return _store.Find(id)!;
    }

    /// <summary>Lets the job check the lock as often as it would in that time.</summary>
    private async Task PassAsync(TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += PackageLimits.LockPollInterval)
        {
            var looks = _host.Looks;
            await Eventually.TrueAsync(
                () =>
                {
                    _bench.Clock.Advance(PackageLimits.LockPollInterval / 4);
                    return _host.Looks > looks;
                },
                "the next look");
        }
    }

    private sealed class FakeHost : IHostActivity
    {
        private int _looks;

        public LockHolder? Holder { get; set; }

        public int Looks => Volatile.Read(ref _looks);

        public LockHolder? LockHolder()
        {
            Interlocked.Increment(ref _looks);
            return Holder;
        }

        public long Printed() => 0;
    }

}
