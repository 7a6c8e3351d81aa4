using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.SelfUpdates;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.SelfUpdate;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;
using LinuxPatchApi.Tests.SelfUpdate;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Operations.SelfUpdates;

/// <summary>What happens before the package changes, in the pipeline of a self-update.</summary>
public sealed class KeepStepTests : IDisposable
{
    private PlannerBench _bench;
    private readonly TemporaryDirectory _directory = new();
    private readonly SelfUpdateFiles _files;
    private readonly JobStore _store;
    private readonly Own _own = new();
    private readonly List<ChangeSet> _executed = [];
    private readonly SelfUpdateState _latest = SelfUpdateState.None;
    private string? _noPackage;

    public KeepStepTests()
    {
        _bench = Bench(null);
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _bench.Clock).Store;
        _files = new SelfUpdateFiles(_directory.File("self-update"));
        _files.BeginEmpty(SelfUpdateSamples.Record);
        _files.Decide(SelfUpdateSamples.Verdict(SelfUpdateDecision.Restore));
        _files.End(SelfUpdateSamples.Ending);
        _latest = _files.Read();
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task Program_and_package_are_kept_and_the_guard_started_before_anything_changes()
    {
        _own.GuardStarting = () =>
        {
            Assert.Empty(_executed);
            Assert.Equal(("program", "3.0.1-1"), (File.ReadAllText(_files.Program), _files.Read().Record!.To));
            Assert.Equal("package", File.ReadAllText(_files.PackagePath(_files.Read().Record!)));
        };
        await RunAsync(ChangeOptions.None);
        Assert.Single(_executed);
    }

    [Fact]
    public async Task An_agent_that_is_up_to_date_has_nothing_to_do()
    {
        _bench.Backend.Updates.Clear();
        _bench.Simulate();
        Assert.IsType<JobEnd.Completed>(await RunAsync(ChangeOptions.None));
        Assert.Empty(_executed);
        Assert.Equal(_latest, _files.Read());
    }

    [Fact]
    public async Task A_refused_self_update_leaves_the_record_of_the_latest_one()
    {
        _noPackage = "no space";
        var end = Assert.IsType<JobEnd.Failed>(await RunAsync(ChangeOptions.None));
        Assert.Contains("there would be no way back: no package could be made of version 3.0.0-1: no space, and no configured repository "
            + "has version 3.0.0-1 of linux-patch-api; options.force goes without",
            end.Message, StringComparison.Ordinal);
        Assert.Empty(_executed);
        Assert.Equal(_latest, _files.Read());
    }

    /// <summary>As on rpm hosts, whose package manager keeps no file of what is installed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_file_the_present_version_is_downloaded_from_a_repository_before_anything_changes(bool isDeaf)
    {
        _noPackage = "no file";
        _bench.Backend.DownloadFailure = isDeaf ? new PackageFailure(JobErrorCode.PackageManagerError, "Is a directory", false) : null;
        var present = Inventories.Package("linux-patch-api=3.0.0-1");
        _bench.Backend.Offered.Add(new AvailablePackage("present;id", present.Name, present.Architecture, present.Version, null, ""));
        _own.GuardStarting = () =>
        {
            Assert.Equal(["present;id"], _bench.Backend.Downloaded);
            Assert.Equal(("", present.Architecture), (_files.Read().Record!.Package, _files.Read().Record!.Offered));
        };
        await RunAsync(ChangeOptions.None);
        Assert.Single(_executed);
        Assert.Equal(
            isDeaf
                ? ["version 3.0.0-1 could not be downloaded ahead (Is a directory); to be restored, it would be fetched from its "
                    + "repository"]
                : [],
            Assert.Single(_store.All()).Warnings);
    }

    /// <summary>The new version would fail the same test, and be replaced with an untrue reason.</summary>
    [Fact]
    public async Task A_version_that_does_not_answer_itself_is_not_updated()
    {
        _own.Problem = "127.0.0.1:12443 shows no certificate";
        var end = Assert.IsType<JobEnd.Failed>(await RunAsync(new ChangeOptions(Force: true)));
        Assert.Contains("version 3.0.0-1 does not: 127.0.0.1:12443 shows no certificate; nothing was changed", end.Message,
            StringComparison.Ordinal);
        Assert.Equal(SelfUpdateLimits.ProbeAttempts, _own.Probes);
        Assert.Empty(_executed);
        Assert.Equal(_latest, _files.Read());
    }

    /// <summary>As where the policy of SELinux, or a mount option, lets nobody execute the copy.</summary>
    [Fact]
    public async Task Without_a_guard_nothing_is_changed_and_the_record_says_why()
    {
        _own.NoGuard = "linux-patch-api-guard.service was not started: failed";
        var end = Assert.IsType<JobEnd.Failed>(await RunAsync(ChangeOptions.None));
        Assert.Contains("nothing would restore version 3.0.0-1: linux-patch-api-guard.service was not started", end.Message,
            StringComparison.Ordinal);
        Assert.Empty(_executed);
        Assert.Equal((SelfUpdateOutcome.Abandoned, _own.NoGuard), (_files.Read().Ending!.Outcome, _files.Read().Ending!.Reason));
    }

    /// <summary>As on Arch: the restore would take none of the others back.</summary>
    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public async Task Where_all_is_updated_at_once_others_change_only_for_a_client_that_has_seen_them(
        bool hasOthers, bool isConfirmed, bool isCarriedOut)
    {
        _bench.Dispose();
        _bench = Bench(AlpmFamily.Instance);
        _bench.Simulate(hasOthers ? [new SimulatedChange(SimulatedKind.Update, "web", "amd64", "2", "r")] : []);
        var request = new SelfUpdateRequest(PackageSpec.Of("linux-patch-api"), ChangeOptions.None, 0);
        var end = await RunAsync(ChangeOptions.None, isConfirmed ? (await _bench.PlanAsync(request)).Value.Plan.Digest : null);
        Assert.Equal(isCarriedOut ? 1 : 0, _executed.Count);
        if (!isCarriedOut)
        {
            Assert.Equal(JobErrorCode.DependencyConflict, Assert.IsType<JobEnd.Failed>(end).Code);
            Assert.Contains("other packages would change too: web; update them first", end.Message, StringComparison.Ordinal);
        }
    }

    private PlannerBench Bench(IPackageFamily? family)
    {
        var bench = new PlannerBench(family);
        bench.Install("linux-patch-api=3.0.0-1", "web=1");
        bench.Backend.Updates.Add(Inventories.Update("linux-patch-api", "3.0.1-1"));
        bench.Simulate();
        bench.Backend.Execution = set =>
        {
            _executed.Add(set);
            bench.Install("linux-patch-api=3.0.1-1", "web=1");
            return new ExecutionReport(null, RestartSystem: false);
        };
        return bench;
    }

    private async Task<JobEnd> RunAsync(ChangeOptions options, string? digest = null)
    {
        var job = JobSamples.New(JobStatus.Running, JobOperation.SelfUpdate) with
        {
            Request = new SelfUpdateRequest(PackageSpec.Of("linux-patch-api"), options, 0) { PlanDigest = digest },
        };
        _store.Add(job);
        var program = _directory.File("program");
        File.WriteAllText(program, "program");
        var rescue = new TransactionRescue(
            _bench.Backend, _bench.Installed, new DpkgRepairPlanner(_bench.Paths), new Idle(), breakStalled: false, _bench.Clock);
        var executor = SelfUpdateKind.Executor(_bench.Tools(rescue, new Idle()), new SelfUpdateTools(
            _files, new KeptPackage(null, Repack, program), _own, () => TimeSpan.FromSeconds(60), "boot-1", _bench.Clock));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = executor.ExecuteAsync(new JobContext(_store, job.Id, _bench.Clock), enough.Token);
        while (!running.IsCompleted && _executed.Count == 0)
        {
            if (_own is { Problem: not null, Probes: > 0 })
            {
                // Only then it waits for the clock; before, the clock would run out on the package manager.
                _bench.Clock.Advance(SelfUpdateLimits.AgentInterval);
            }

            await Task.Yield();
        }

        if (_executed.Count == 0)
        {
            return await running;
        }

        await enough.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        return new JobEnd.Completed("changed");
    }

    private (string? File, string? Problem) Repack(string name, string version, string folder, CancellationToken cancellationToken)
    {
        if (_noPackage is not null)
        {
            return (null, _noPackage);
        }

        File.WriteAllText(Path.Combine(folder, "agent.deb"), "package");
        return ("agent.deb", null);
    }

    /// <summary>Nobody holds a lock.</summary>
    private sealed class Idle : IHostActivity
    {
        public LockHolder? LockHolder() => null;

        public long Printed() => 0;
    }

    private sealed class Own : IOwnProcess
    {
        public string? Problem { get; set; }

        public int Probes { get; private set; }

        public string? NoGuard { get; set; }

        public Action? GuardStarting { get; set; }

        public string Version => "3.0.0";

        public string InstalledImage() => "old";

        public bool IsReplaced() => false;

        public Task<string?> ListenerProblemAsync(CancellationToken cancellationToken)
        {
            Probes++;
            return Task.FromResult(Problem);
        }

        public Task<string?> StartGuardAsync(CancellationToken cancellationToken)
        {
            GuardStarting?.Invoke();
            return Task.FromResult(NoGuard);
        }

        public Task<string?> RestartAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
