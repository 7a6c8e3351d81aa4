using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Operations.Transactions;

/// <summary>Transactions whose service dies, with a fake package manager, lock and clock.</summary>
public sealed class TransactionRescueTests : IDisposable
{
    private static readonly LockHolder Dpkg = new(4711, "dpkg", null, "/var/lib/dpkg/lock");
    private static readonly LockHolder OwnDaemon = new(12, PackageLocks.OwnDaemon, null, "/var/lib/dpkg/lock");
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(JobSamples.Start);
    private readonly FakeEngine _backend = new();
    private readonly Locks _locks = new();
    private readonly DpkgPaths _paths;
    private readonly JobStore _store;
    private readonly Guid _job;
    private int _repairs;

    public TransactionRescueTests()
    {
        _paths = new DpkgPaths(_directory.File("root"));
        Directory.CreateDirectory(_paths.Updates);
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _time).Store;
        var job = JobSamples.New(JobStatus.Running);
        _store.Add(job);
        _job = job.Id;
        _backend.Repair = () =>
        {
            _repairs++;
            Status("installed");
        };
        Status("unpacked");
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Transaction_that_ended_by_itself_needs_nothing()
    {
        _locks.Holder = Dpkg;
        var report = new ExecutionReport(null, RestartSystem: true);
        Assert.Same(report, await EndAsync(report, breakStalled: true));
        Assert.Equal(0, _repairs);
        Assert.Empty(_store.Find(_job)!.Warnings);
    }

    /// <summary>dpkg outlives the service that started it: a verdict before its end would be premature.</summary>
    [Fact]
    public async Task Case56_What_a_dead_service_has_started_is_waited_for()
    {
        _locks.Holder = Dpkg;
        var end = EndAsync(Lost, breakStalled: false);
        await AdvanceAsync(end, PackageLimits.FreePollInterval, times: 5);
        Assert.False(end.IsCompleted);
        _locks.Holder = null;
        await AdvanceAsync(end, PackageLimits.FreePollInterval, times: 50);
        Assert.Same(Lost, await end);
        Assert.Equal(0, _repairs);
    }

    [Fact]
    public async Task Case56_What_never_ends_is_given_up_with_its_holder()
    {
        _locks.Holder = Dpkg;
        var end = EndAsync(Lost, breakStalled: false);
        await AdvanceAsync(end, PackageLimits.FreeDeadline / 10, times: 50);
        await end;
        Assert.Equal([$"the package database is still locked: {Dpkg}"], _store.Find(_job)!.Warnings);
    }

    [Theory]
    [InlineData(false, "unpacked", 0)]
    [InlineData(true, "unpacked", 1)]
    [InlineData(true, "installed", 0)]
    public async Task Case50b_What_is_left_is_repaired_only_when_configured(bool breakStalled, string state, int repairs)
    {
        Status(state);
        var end = EndAsync(Lost, breakStalled);
        await AdvanceAsync(end, PackageLimits.FreePollInterval, times: 50);
        await end;
        Assert.Equal(repairs, _repairs);
        Assert.Equal(
            repairs == 1, _store.Find(_job)!.Logs.Any(l => l.EndsWith("the package database is repaired", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Case01_Repair_that_might_remove_a_package_is_not_made_whatever_is_configured()
    {
        Status("unpacked", "Depends: missing\n");
        var end = EndAsync(Lost, breakStalled: true);
        await AdvanceAsync(end, PackageLimits.FreePollInterval, times: 50);
        await end;
        Assert.Equal(0, _repairs);
        Assert.StartsWith(
            "the package database is not repaired, though jobs.break_stalled says so: ", Assert.Single(_store.Find(_job)!.Warnings));
    }

    /// <summary>An apply takes neither force nor the acknowledgement: the remedy names the request that takes them.</summary>
    [Fact]
    public async Task Case19_Repair_that_is_not_made_names_the_request_that_accepts_removals()
    {
        Status("unpacked", "Depends: missing\n");
        var end = EndAsync(Lost, breakStalled: true);
        await AdvanceAsync(end, PackageLimits.FreePollInterval, times: 50);
        await end;
        var warning = Assert.Single(_store.Find(_job)!.Warnings);
        Assert.DoesNotContain("repeat with force", warning, StringComparison.Ordinal);
        Assert.EndsWith(
            "To accept removals request a repair (POST /api/v1/system/repair) with force and acknowledge_package_removal_risk", warning,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case50b_Repair_without_effect_reports_what_is_left()
    {
        _backend.Repair = () => _repairs++;
        var end = EndAsync(Lost, breakStalled: true);
        await AdvanceAsync(end, PackageLimits.FreePollInterval, times: 50);
        await end;
        Assert.Contains(
            _store.Find(_job)!.Logs, l => l.Contains("the repair did not help: web 1-1 (unpacked)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Service_that_keeps_the_lock_after_a_repair_is_reported_once_its_time_is_over()
    {
        _locks.Holder = OwnDaemon;
        var freed = Rescue(breakStalled: false).FreeAfterRepairAsync(Context(), CancellationToken.None);
        await AdvanceAsync(freed, PackageLimits.LeaveDeadline / 10, times: 50);
        await freed;
        Assert.Equal(["packagekitd still holds dpkg's lock, which it releases when it quits"], _store.Find(_job)!.Warnings);
    }

    private static ExecutionReport Lost { get; } = new(null, RestartSystem: false) { Lost = true };

    private async Task AdvanceAsync(Task end, TimeSpan step, int times)
    {
        for (var i = 0; i < times && !end.IsCompleted; i++)
        {
            await Task.Yield();
            _time.Advance(step);
        }
    }

    private Task<ExecutionReport?> EndAsync(ExecutionReport report, bool breakStalled) =>
        Rescue(breakStalled).EndAsync(Context(), Task.FromResult<ExecutionReport?>(report), CancellationToken.None);

    private TransactionRescue Rescue(bool breakStalled) =>
        new(_backend, new InstalledCache(new DpkgInstalledSource(_paths, _time)), new DpkgRepairPlanner(_paths), _locks, breakStalled,
            _time);

    private JobContext Context() => new(_store, new RunningJob(_job, TimeSpan.FromHours(1), _time), host: null, _time);

    private void Status(string state, string fields = "") => File.WriteAllText(
        _paths.Status, $"Package: web\nStatus: install ok {state}\nArchitecture: amd64\nVersion: 1-1\n{fields}Description: d\n");

    private sealed class Locks : IHostActivity
    {
        public LockHolder? Holder { get; set; }

        public LockHolder? LockHolder() => Holder;

        public long Printed() => 0;
    }
}
