using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Operations.Repairs;

/// <summary>A repair that was running when the agent went down, with a bus that does not answer at once.</summary>
public sealed class RepairResumeTests : IDisposable
{
    private static readonly PackageFailure Silence = new(JobErrorCode.BackendUnavailable, "no answer", Retryable: true);
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(JobSamples.Start);
    private readonly FakeEngine _backend = new();
    private readonly DpkgPaths _paths;
    private readonly JobStore _store;
    private readonly BeforeSet _previous;

    public RepairResumeTests()
    {
        _paths = new DpkgPaths(_directory.File("root"));
        Directory.CreateDirectory(_paths.Updates);
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _time).Store;
        _previous = new BeforeSet(
            _directory.File("before"), DebTerms.Instance, (path, content) => File.WriteAllBytes(path, content.ToArray()));
        Status("unpacked");
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Case56_Repair_whose_service_does_not_answer_yet_is_waited_for_and_then_judged()
    {
        var queries = 0;
        _backend.Following = () =>
        {
            if (queries++ == 0)
            {
                return new ExecutionReport(Silence, RestartSystem: false) { IsUnknown = true };
            }

            Status("installed");
            return new ExecutionReport(null, RestartSystem: false);
        };
        var end = ResumeAsync();
        for (var i = 0; i < 50 && !end.IsCompleted; i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            _time.Advance(PackageLimits.RecoveryPollInterval);
        }

        Assert.IsType<JobEnd.Completed>(await end);
    }

    [Fact]
    public async Task Case56_Repair_that_could_not_be_queried_is_closed_without_a_verdict()
    {
        _backend.Following = () => new ExecutionReport(Silence, RestartSystem: false) { IsUnknown = true };
        var end = ResumeAsync();
        for (var i = 0; i < 200 && !end.IsCompleted; i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            _time.Advance(PackageLimits.RecoveryDeadline / 4);
        }

        Assert.Equal(JobErrorCode.AgentRestarted, Assert.IsType<JobEnd.Unverified>(await end).Code);
    }

    /// <summary>The previous run stored the installed set: the next one reports what the repair removed.</summary>
    [Fact]
    public async Task Case01_Repair_whose_agent_was_restarted_is_judged_over_all_packages()
    {
        _backend.Following = () =>
        {
            Status("installed");
            return new ExecutionReport(null, RestartSystem: false);
        };
        var end = Assert.IsType<JobEnd.Failed>(await ResumeAsync("web=1-1!broken", "lib=1-1"));
        Assert.StartsWith("the repair removed lib", end.Message, StringComparison.Ordinal);
        Assert.Equal(["lib Remove"], _store.All().Single().Changes.Select(c => $"{c.Name} {c.Action}"));
    }

    /// <summary>Killed between the call and the record of its handle: a second repair would know only what the first has left.</summary>
    [Fact]
    public async Task Case51_Repair_that_was_killed_before_its_handle_is_judged_by_the_set_from_before_it()
    {
        var repairs = 0;
        _backend.Repair = () => repairs++;
        Status("installed");
        var end = Assert.IsType<JobEnd.Failed>(await ResumeAsync(hasHandle: false, "web=1-1!broken", "lib=1-1"));
        Assert.StartsWith("the repair removed lib", end.Message, StringComparison.Ordinal);
        Assert.Equal(0, repairs);
    }

    [Fact]
    public async Task Repair_that_was_killed_before_its_call_is_made_again()
    {
        var repairs = 0;
        _backend.Repair = () =>
        {
            repairs++;
            Status("installed");
        };
        Status("half-configured");
        Assert.IsType<JobEnd.Completed>(await ResumeAsync(hasHandle: false, "web=1-1!broken"));
        Assert.Equal(1, repairs);
    }

    private void Status(string state) => File.WriteAllText(
        _paths.Status, $"Package: web\nStatus: install ok {state}\nArchitecture: amd64\nVersion: 1-1\nDescription: d\n");

    private Task<JobEnd> ResumeAsync(params string[] before) => ResumeAsync(hasHandle: true, before);

    private Task<JobEnd> ResumeAsync(bool hasHandle, params string[] before)
    {
        var installed = new InstalledCache(new DpkgInstalledSource(_paths, _time));
        var refresher = new MetadataRefresher(_backend, _time);
        var patches = new UpdateCache(
            _backend, installed, new AptIndexes(_paths), new AptMonitor(_paths, _time), new DpkgInstalledSource(_paths, _time),
            new DetailStore(_directory.File("d"), (_, _) => { }, _time), refresher, _time, TestLog.Of<UpdateCache>())
        { Versions = DebianVersion.Order };
        var rescue = new TransactionRescue(_backend, installed, new DpkgRepairPlanner(_paths), new Idle(), breakStalled: false, _time);
        var executor = RepairKind.Pipeline(new PackageTools(
            _backend, installed, patches, DebHost.Output(_paths), Store: null, Before: _previous, rescue, new Idle(),
            new DpkgRepairPlanner(_paths), _time));
        var job = JobSamples.New(
            operation: JobOperation.Repair) with
        { Request = new RepairRequest(), Transaction = hasHandle ? new TransactionHandle("/1_a") : null };
        if (before.Length > 0)
        {
            Assert.Null(_previous.Keep(job.Id, Inventories.Of(before)));
        }

        _store.Add(job);
        _store.Update(job.Id, j => JobTransitions.Start(j, _time.GetUtcNow()) with { Phase = JobPhase.Installing }, persist: true);
        return executor.ResumeAsync(
            new JobContext(_store, new RunningJob(job.Id, TimeSpan.FromHours(9), _time), host: null, _time), CancellationToken.None);
    }

    /// <summary>Nobody holds a lock.</summary>
    private sealed class Idle : IHostActivity
    {
        public LockHolder? LockHolder() => null;

        public long Printed() => 0;
    }
}
