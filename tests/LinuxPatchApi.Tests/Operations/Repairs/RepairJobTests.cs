using LinuxPatchApi.Host;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Operations.Transactions;
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
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Operations.Repairs;

/// <summary>Repair jobs with dpkg's files in a temporary directory; the package manager reports success whatever it does.</summary>
public sealed class RepairJobTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeEngine _backend = new();
    private readonly DpkgPaths _paths;
    private readonly JobStore _store;
    private int _repairs;
    private LockHolder? _holder;

    public RepairJobTests()
    {
        _paths = new DpkgPaths(_directory.File("root"));
        Directory.CreateDirectory(_paths.Updates);
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(3650)), _time).Store;
        _backend.Repair = () => _repairs++;
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Case21_A_configuration_file_that_a_repair_kept_is_a_warning_of_its_job()
    {
        const string Conffiles = "Conffiles:\n /etc/web.conf 0123456789abcdef0123456789abcdef\n";
        Status(Record("web", "half-configured", Conffiles));
        Directory.CreateDirectory(_directory.File("root/etc"));
        File.WriteAllText(_directory.File("root/etc/web.conf"), "ours");
        _backend.Repair = () =>
        {
            Status(Record("web", "installed", Conffiles));
            File.WriteAllText(_directory.File("root/etc/web.conf.dpkg-dist"), "theirs");
        };
        Assert.IsType<JobEnd.Completed>(await RunAsync(new RepairRequest()));
        Assert.Contains("/etc/web.conf.dpkg-dist", Assert.Single(_store.All().Single().Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case01_Job_that_might_remove_a_package_ends_before_anything_is_requested()
    {
        Status(Record("web", "unpacked", "Depends: missing\n"), Record("lib", "installed"));
        var end = Assert.IsType<JobEnd.Failed>(await RunAsync(new RepairRequest()));
        Assert.Equal((JobErrorCode.DependencyConflict, 0), (end.Code, _repairs));
        Assert.Contains("web 1-1 (unpacked) needs missing", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case01_Repair_that_configures_is_completed_and_one_that_removed_is_not()
    {
        Status(Record("web", "unpacked"), Record("lib", "installed"));
        _backend.Repair = () => Status(Record("web", "installed"), Record("lib", "installed"));
        Assert.StartsWith(
            "repaired: web", Assert.IsType<JobEnd.Completed>(await RunAsync(new RepairRequest())).Message, StringComparison.Ordinal);

        Status(Record("web", "unpacked"), Record("lib", "installed"));
        _backend.Repair = () => Status(Record("lib", "installed"));
        Assert.StartsWith(
            "the repair removed web", Assert.IsType<JobEnd.Failed>(await RunAsync(new RepairRequest())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case50b_Repair_that_leaves_the_journal_is_failed_and_one_that_puts_it_away_completed()
    {
        Status(Record("web", "installed"));
        File.WriteAllText(Path.Combine(_paths.Updates, "0000"), Record("web", "unpacked"));
        var end = Assert.IsType<JobEnd.Failed>(await RunAsync(new RepairRequest()));
        Assert.Equal(1, _repairs);
        Assert.Contains("dpkg --configure -a", end.Message, StringComparison.Ordinal);

        _backend.Repair = () => File.Delete(Path.Combine(_paths.Updates, "0000"));
        Assert.IsType<JobEnd.Completed>(await RunAsync(new RepairRequest()));
    }

    [Fact]
    public async Task Case50_Repair_of_a_damaged_database_is_failed_with_the_file()
    {
        Status(Record("web", "installed"));
        File.WriteAllText(Path.Combine(_paths.Updates, "0000"), "\0\0\0\0");
        var end = Assert.IsType<JobEnd.Failed>(await RunAsync(new RepairRequest()));
        Assert.Contains("0000", end.Message, StringComparison.Ordinal);
        Assert.Equal(0, _repairs);
    }

    [Fact]
    public async Task A_repair_that_is_not_the_agreed_one_any_more_changes_nothing()
    {
        Status(Record("web", "unpacked"), Record("lib", "installed"));
        var agreed = RepairPreview.Of(new DpkgRepairPlanner(_paths).Plan(CancellationToken.None)!.Value.Value).Digest;
        Status(Record("web", "unpacked"), Record("lib", "unpacked"));
        var end = Assert.IsType<JobEnd.Failed>(await RunAsync(new RepairRequest { PlanDigest = agreed }));
        Assert.Equal((JobErrorCode.DependencyConflict, 0), (end.Code, _repairs));
        Assert.Contains("Plan again with the same selection", end.Message, StringComparison.Ordinal);

        Status(Record("web", "unpacked"), Record("lib", "installed"));
        _backend.Repair = () => Status(Record("web", "installed"), Record("lib", "installed"));
        Assert.IsType<JobEnd.Completed>(await RunAsync(new RepairRequest { PlanDigest = agreed }));
    }

    /// <summary>Before the repair, and when the package manager itself gives up on the lock.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case55_A_repair_waits_for_somebodys_lock(bool isSeen)
    {
        Status(Record("web", "unpacked"));
        _holder = isSeen ? new LockHolder(4711, "apt-get", null, "/var/lib/dpkg/lock") : null;
        _backend.Repaired = () => !isSeen && _repairs++ < 2
            ? new ExecutionReport(new PackageFailure(JobErrorCode.Locked, "locked", Retryable: true), RestartSystem: false)
            : Mended();
        var run = RunAsync(new RepairRequest());
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(LinuxPatchApi.Packages.PackageLimits.LockPollInterval);
                _holder = null;
                return run.IsCompleted;
            },
            "the end of the repair");
        Assert.StartsWith("repaired: web", Assert.IsType<JobEnd.Completed>(await run).Message, StringComparison.Ordinal);
        Assert.Contains(_store.All()[0].Logs, line => line.Contains("waiting for the package database's lock", StringComparison.Ordinal));

        ExecutionReport Mended()
        {
            Status(Record("web", "installed"));
            return new ExecutionReport(null, RestartSystem: false);
        }
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("Depends: missing\n", 0)]
    public async Task Case01_Repair_behind_break_stalled_goes_by_the_same_judgement(string fields, int repairs)
    {
        Status(Record("web", "half-configured", fields));
        var id = Add(new RepairRequest());
        var report = await Rescue(breakStalled: true).EndAsync(
            Context(id), Task.FromResult<ExecutionReport?>(new ExecutionReport(null, RestartSystem: false) { Lost = true }),
            CancellationToken.None);
        Assert.True(report!.Lost);
        Assert.Equal(repairs, _repairs);
        Assert.Contains(_store.Find(id)!.Warnings,
            w => w.Contains(repairs == 1 ? "repairing the package database" : "is not repaired", StringComparison.Ordinal)
            && w.Contains("web", StringComparison.Ordinal));
    }

    /// <summary>
    /// PackageKit 1.2.6 does not reinstall a version that is already there, even partly: it reports success and does nothing.
    /// </summary>
    [Fact]
    public async Task Case01_Installing_again_what_is_half_installed_is_not_completed_when_nothing_was_done()
    {
        Status(Record("web", "half-installed"));
        _backend.Offered.Add(new AvailablePackage("web;1-1;amd64;repo", "web", "amd64", "1-1", "repo", "summary"));
        var end = Assert.IsType<JobEnd.Failed>(await RunAsync(new InstallRequest([PackageSpec.Of("web")], ChangeOptions.None)));
        Assert.Contains("web is not as planned: unpacked but not working: half-installed", end.Message, StringComparison.Ordinal);
        Assert.Contains("install another version", end.Message, StringComparison.Ordinal);
    }

    /// <summary>An adversarial package manager: it removes partly installed and broken packages at random, and reports success.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Case01_No_completely_installed_package_is_removed_unless_forced_and_none_is_reported_as_repaired(int seed)
    {
        var random = new Random(seed);
        string[] names = ["a", "b", "c", "d"];
        for (var round = 0; round < 20; round++)
        {
            var states = names.ToDictionary(n => n, _ => random.Next(3) == 0 ? "unpacked" : "installed");
            var needs = names.ToDictionary(n => n, _ => random.Next(4) switch { 0 => "missing", 1 => names[random.Next(4)], _ => null });
            Status([.. names.Select(n => Record(n, states[n], needs[n] is { } other ? $"Depends: {other}\n" : ""))]);
            var unsolved = needs.Values.Contains("missing");
            _backend.Repair = () => Status([.. names.Where(n => !unsolved || random.Next(2) == 0).Select(n => Record(n, "installed"))]);
            var force = random.Next(2) == 0;

            var end = await RunAsync(new RepairRequest(force));
            var after = await new DpkgInstalledSource(_paths, _time).ReadAsync(CancellationToken.None);
            var gone = names.Where(n => after.Value.Packages.All(p => p.Name != n)).ToList();
            Assert.True(force || gone.Count == 0, $"{string.Join(' ', gone)} removed");
            if (end is JobEnd.Completed { Message: var message })
            {
                Assert.All(gone,
                    n => Assert.DoesNotContain(n, message.Split(';')[0].Replace("repaired", "", StringComparison.Ordinal).Split(' ', ',')));
            }
        }
    }

    private void Status(params string[] records) => File.WriteAllText(_paths.Status, string.Join('\n', records));

    private static string Record(string name, string state, string fields = "") =>
        $"Package: {name}\nStatus: install ok {state}\nArchitecture: amd64\nVersion: 1-1\n{fields}Description: d\n";

    private Task<JobEnd> RunAsync(JobRequest request)
    {
        var installed = new InstalledCache(new DpkgInstalledSource(_paths, _time));
        var refresher = new MetadataRefresher(_backend, _time);
        var patches = new UpdateCache(
            _backend, installed, new AptIndexes(_paths), new AptMonitor(_paths, _time), new DpkgInstalledSource(_paths, _time),
            new DetailStore(_directory.File("d"), (_, _) => { }, _time), refresher, _time, TestLog.Of<UpdateCache>())
        { Versions = DebianVersion.Order };
        var tools = new PackageTools(
            _backend, installed, patches, DebHost.Output(_paths), Store: null, Before: null, Rescue(breakStalled: false), new Host(this),
            new DpkgRepairPlanner(_paths), _time)
        {
            KeptFiles = new KeptFiles(_paths),
        };
        var executor = TestOperations.Of(
            new ChangeTools(tools, new ChangePlanner(_backend, RpmFamily.Instance, installed, patches, sizes: null, store: null), refresher,
                new KeptFiles(_paths), new AptMarks(_paths), new RebootHints(_directory.File("hints"))), _time);
        return executor.ExecuteAsync(Context(Add(request)), CancellationToken.None);
    }

    private TransactionRescue Rescue(bool breakStalled) =>
        new(_backend, new InstalledCache(new DpkgInstalledSource(_paths, _time)), new DpkgRepairPlanner(_paths), new Idle(), breakStalled,
            _time);

    private JobContext Context(Guid job) => new(_store, new RunningJob(job, TimeSpan.FromHours(1), _time), host: null, _time);

    private Guid Add(JobRequest request)
    {
        var job = JobSamples.New(operation: JobOperation.Repair) with { Request = request };
        _store.Add(job);
        _store.Update(job.Id, j => JobTransitions.Start(j, _time.GetUtcNow()), persist: true);
        return job.Id;
    }

    /// <summary>Nobody holds a lock.</summary>
    private sealed class Idle : IHostActivity
    {
        public LockHolder? LockHolder() => null;

        public long Printed() => 0;
    }

    private sealed class Host(RepairJobTests test) : IHostActivity
    {
        public LockHolder? LockHolder() => test._holder;

        public long Printed() => 0;
    }
}
