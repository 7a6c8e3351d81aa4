using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.ServiceRestarts;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Tests.Host;
using LinuxPatchApi.Tests.Host.Restarts;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Jobs.Queue;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Operations.ServiceRestarts;

/// <summary>Restarts as jobs and after an apply, with fake units and a real journal.</summary>
public sealed class RestartJobTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly LeapingTime _time = new();
    private readonly FakeUnits _units = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly ScriptedExecutor _packages = new() { Always = _ => new JobEnd.Completed("1 change applied and verified") };
    private readonly JobStore _store;
    private List<string> _deny = ["dbus.service"];
    private StopReason _stop;
    private ScanResult _scan = new(new RestartScan(default, 1, 0, []), true, null);
    private int _scans;

    public RestartJobTests() =>
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(3650)), _time).Store;

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
        _shutdown.Dispose();
    }

    [Fact]
    public async Task Service_that_comes_back_completes_the_job()
    {
        _units.Add("web.service");
        var job = Service("web.service");
        Assert.IsType<JobEnd.Completed>(await RunAsync(job));
        Assert.Equal([("web.service", RestartOutcome.Restarted, "first")], Restarts(job));
        Assert.Equal(["web.service"], _units.Restarted);
        Assert.False(_store.Find(job)!.Cancellable);
        Assert.True(_time.Elapsed >= RestartLimits.Settle, "a service has to stay up for a while");
    }

    [Fact]
    public async Task Service_that_ends_at_once_fails_the_job_with_its_state()
    {
        _units.Add("web.service");
        _units.OnRestart = unit => unit with { ActiveState = "failed", SubState = "failed", Result = "exit-code" };
        var job = Service("web.service");
        var end = Assert.IsType<JobEnd.Failed>(await RunAsync(job));
        Assert.Equal(
            (JobErrorCode.Unknown, "web.service: did not come back: it is failed (failed), result exit-code"), (end.Code, end.Message));
        Assert.Equal(RestartOutcome.Failed, Restarts(job)[0].Outcome);
    }

    [Fact]
    public async Task Service_that_dies_while_it_is_watched_fails_the_job()
    {
        _units.Add("web.service");
        var queries = 0;
        _units.OnQuery = unit => ++queries == 2
            ? unit with { ActiveState = "activating", SubState = "auto-restart", Result = "signal" }
            : unit;
        Assert.Contains("auto-restart", Assert.IsType<JobEnd.Failed>(await RunAsync(Service("web.service"))).Message);
    }

    [Fact]
    public async Task Job_result_of_systemd_does_not_decide()
    {
        _units.Add("web.service");
        _units.Result = "canceled";
        Assert.IsType<JobEnd.Completed>(await RunAsync(Service("web.service")));
    }

    [Fact]
    public async Task Service_that_is_slow_to_start_is_waited_for()
    {
        _units.Add("web.service");
        var queries = 0;
        _units.OnRestart = unit => unit with { ActiveState = "activating", SubState = "start" };
        _units.OnQuery = unit => unit.ActiveState == "activating" && ++queries == 5
            ? unit with { ActiveState = "active", SubState = "running" }
            : unit;
        Assert.IsType<JobEnd.Completed>(await RunAsync(Service("web.service")));
    }

    [Theory]
    [InlineData(HostFailureReason.ServiceAbsent, "BackendUnavailable")]
    [InlineData(HostFailureReason.AccessDenied, "PermissionDenied")]
    [InlineData(HostFailureReason.Refused, "Unknown")]
    public async Task Refusal_of_systemd_fails_the_job(HostFailureReason reason, string code)
    {
        _units.Add("web.service");
        _units.Result = new HostFailure(reason, "no");
        Assert.Equal(code, Assert.IsType<JobEnd.Failed>(await RunAsync(Service("web.service"))).Code.ToString());
    }

    [Fact]
    public async Task Restart_whose_answer_was_lost_is_judged_by_the_unit()
    {
        _units.Add("web.service");
        _units.Result = new HostFailure(HostFailureReason.Disconnected, "the bus was lost");
        Assert.Contains("was not restarted", Assert.IsType<JobEnd.Failed>(await RunAsync(Service("web.service"))).Message);
    }

    [Fact]
    public async Task Service_that_was_denied_since_its_admission_is_left_alone()
    {
        _units.Add("web.service");
        _deny = ["web.service"];
        Assert.Equal(JobErrorCode.PermissionDenied, Assert.IsType<JobEnd.Failed>(await RunAsync(Service("web.service"))).Code);
        Assert.Empty(_units.Restarted);
    }

    [Theory]
    [InlineData("Cancelled", typeof(JobEnd.Cancelled))]
    [InlineData("Timeout", typeof(JobEnd.Failed))]
    public async Task Stop_before_the_restart_leaves_the_service_alone(string reason, Type end)
    {
        _stop = Enum.Parse<StopReason>(reason);
        _units.Add("web.service");
        Assert.IsType(end, await RunAsync(Service("web.service")));
        Assert.Empty(_units.Restarted);
    }

    /// <summary>Killed after the journal entry: before the restart was requested, and after it had taken place.</summary>
    [Theory]
    [InlineData("first", 1)]
    [InlineData("second", 0)]
    public async Task Resumed_job_restarts_exactly_once(string now, int restarts)
    {
        _units.Add("web.service");
        var job = Service("web.service");
        _store.Update(job,
            j => j with { Restarted = [new UnitRestart("web.service", RestartOutcome.Planned, null) { InvocationBefore = "first" }] },
            persist: true);
        _units["web.service"] = _units["web.service"] with { InvocationId = now };
        Assert.IsType<JobEnd.Completed>(await ResumeAsync(job));
        Assert.Equal(restarts, _units.Restarted.Count);
    }

    /// <summary>The agent and the bus start together; or the bus is what the restart stopped.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case56_A_bus_that_does_not_answer_at_once_is_waited_for(bool isResumed)
    {
        _units.Add("web.service");
        var job = Service("web.service");
        if (isResumed)
        {
            _units.FailingQueries = 5;
            _store.Update(job,
                j => j with { Restarted = [new UnitRestart("web.service", RestartOutcome.Planned, null) { InvocationBefore = "zeroth" }] },
                persist: true);
        }
        else
        {
            _units.OnRestart = unit =>
            {
                _units.FailingQueries = 5;
                return unit;
            };
        }

        Assert.IsType<JobEnd.Completed>(await (isResumed ? ResumeAsync(job) : RunAsync(job)));
        Assert.Equal(isResumed ? 0 : 1, _units.Restarted.Count);
    }

    /// <summary>Nothing is reported that was not observed; the job is checked again.</summary>
    [Fact]
    public async Task Case56_A_restart_that_cannot_be_queried_has_no_verdict_yet()
    {
        _units.Add("web.service");
        var job = Service("web.service");
        _store.Update(job,
            j => j with { Restarted = [new UnitRestart("web.service", RestartOutcome.Planned, null) { InvocationBefore = "zeroth" }] },
            persist: true);
        _units.Down = new HostFailure(HostFailureReason.BusUnavailable, "no bus");
        var end = Assert.IsType<JobEnd.Unverified>(await ResumeAsync(job));
        Assert.Equal(
            (JobErrorCode.BackendUnavailable, "web.service: whether it was restarted is not known yet: no bus"), (end.Code, end.Message));
        Assert.Equal(RestartOutcome.Planned, Restarts(job)[0].Outcome);

        _units.Down = null;
        _store.Update(job, j => JobTransitions.End(j, end, _time.GetUtcNow()), persist: true);
        Assert.IsType<JobEnd.Completed>(await ResumeAsync(job));
        Assert.Empty(_units.Restarted);
    }

    [Fact]
    public async Task Invocation_is_on_disk_before_the_restart_is_requested()
    {
        _units.Add("web.service");
        var job = Service("web.service");
        string? seen = null;
        _units.OnRestart = unit =>
        {
            seen = File.ReadAllText(_directory.File("jobs/journal.log"));
            return unit;
        };
        await RunAsync(job);
        Assert.Contains("\"invocation_before\":\"first\"", seen);
    }

    [Fact]
    public async Task Shutdown_leaves_the_job_to_the_next_start()
    {
        _units.Add("web.service");
        _units.OnRestart = unit =>
        {
            _shutdown.Cancel();
            return unit;
        };
        var job = Service("web.service");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(job));
        Assert.Equal([("web.service", RestartOutcome.Planned, "first")], Restarts(job));
    }

    [Fact]
    public async Task Needed_restarts_follow_the_apply_and_report_each_unit()
    {
        _units.Add("web.service", "sour.service", "dbus.service");
        _units.OnRestart = unit => unit.Id == "sour.service"
            ? unit with { ActiveState = "failed", SubState = "failed", Result = "exit-code" }
            : unit;
        Found(RestartRulesTests.Group(PlaceKind.Service, "web.service", "libz1"),
            RestartRulesTests.Group(PlaceKind.Service, "sour.service"),
            RestartRulesTests.Group(PlaceKind.Service, "dbus.service"), RestartRulesTests.Group(PlaceKind.Session, "session-1.scope"),
            RestartRulesTests.Group(PlaceKind.Other, null));
        var job = Apply(restart: true);
        var end = Assert.IsType<JobEnd.Completed>(await RunAsync(job));
        Assert.Equal("1 change applied and verified; 1 services restarted, 1 did not come back, 2 left as they are", end.Message);
        Assert.Equal(
            [("web.service", RestartOutcome.Restarted), ("sour.service", RestartOutcome.Failed), ("dbus.service", RestartOutcome.Skipped),
                ("session-1.scope", RestartOutcome.Skipped)],
            _store.Find(job)!.Restarted!.Select(r => (r.Unit, r.Outcome)));
        Assert.Equal(["web.service", "sour.service"], _units.Restarted);
        var warnings = _store.Find(job)!.Warnings;
        Assert.Contains(warnings, w => w.StartsWith("sour.service: did not come back", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.StartsWith("1 programs that are not services", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case57_Scan_that_does_not_know_everything_is_a_warning_and_denies_nothing()
    {
        _scan = new ScanResult(new RestartScan(default, 1, 9, []), false, "9 processes could not be read");
        var job = Apply(restart: true);
        const string Unseen = "not every service could be checked: 9 processes could not be read";
        Assert.Equal($"1 change applied and verified; {Unseen}", (await RunAsync(job)).Message);
        Assert.Equal(Unseen, Assert.Single(_store.Find(job)!.Warnings));
        Assert.Equal($"1 services restarted; {Unseen}",
            RestartServicesStep.Summary([new UnitRestart("a.service", RestartOutcome.Restarted, null)], Unseen));
    }

    [Fact]
    public async Task Case57_Restarts_without_a_scan_are_not_done()
    {
        var nothing = new RestartScan(default, 0, 0, []);
        _scan = new ScanResult(nothing, false, UnitScan.Limitation(nothing, ", because there is no systemd"));
        Assert.Equal(
            "1 change applied and verified; the restarts were not made, for no service could be checked: "
            + "no process could be read, because there is no systemd",
            (await RunAsync(Apply(restart: true))).Message);
        Assert.Null(UnitScan.Limitation(new RestartScan(default, 5, 0, []), ""));
    }

    [Fact]
    public async Task Nothing_is_restarted_unless_requested_and_applied()
    {
        var plain = Apply(restart: false);
        await RunAsync(plain);
        Assert.Null(_store.Find(plain)!.Restarted);
        foreach (var end in new JobEnd[] { new JobEnd.Failed(JobErrorCode.Locked, "", true), new JobEnd.Cancelled(""),
            new JobEnd.Rebooting("", default) })
        {
            var job = Apply(restart: true);
            Assert.Same(end, await RunAsync(job, new ScriptedExecutor { Always = _ => end }));
            Assert.Null(_store.Find(job)!.Restarted);
        }

        Assert.Equal(0, _scans);
    }

    [Fact]
    public async Task Apply_that_was_interrupted_during_its_restarts_continues_there()
    {
        _units.Add("a.service", "b.service", "c.service");
        _units["b.service"] = _units["b.service"] with { InvocationId = "second" };
        var job = Apply(restart: true);
        _store.Update(
            job,
            j => j with
            {
                Changes = [JobSamples.Upgrade("libz1", ChangeOutcome.Applied)],
                Restarted =
                [
                    new UnitRestart("a.service", RestartOutcome.Restarted, "x") { InvocationBefore = "zeroth" },
                    new UnitRestart("b.service", RestartOutcome.Planned, "x") { InvocationBefore = "first" },
                    new UnitRestart("c.service", RestartOutcome.Planned, "x"),
                ],
            },
            persist: true);
        var end = await ResumeAsync(job);
        Assert.Equal("1 change applied and verified; 3 services restarted", end.Message);
        Assert.Equal(["c.service"], _units.Restarted);
        Assert.Equal(0, _scans);
    }

    private void Found(params StaleGroup[] groups) => _scan = new ScanResult(new RestartScan(default, 9, 0, groups), true, null);

    private List<(string Unit, RestartOutcome Outcome, string? Before)> Restarts(Guid job) =>
        [.. _store.Find(job)!.Restarted!.Select(r => (r.Unit, r.Outcome, r.InvocationBefore))];

    private Guid Service(string unit) =>
        Add(JobSamples.New(operation: JobOperation.ServiceRestart) with { Request = new ServiceRestartRequest(unit) });

    private Guid Apply(bool restart) => Add(JobSamples.New() with { Request = JobSamples.Everything with { RestartServices = restart } });

    private Guid Add(Job job)
    {
        _store.Add(job);
        _store.Update(job.Id, j => JobTransitions.Start(j, _time.GetUtcNow()), persist: true);
        return job.Id;
    }

    private Task<JobEnd> RunAsync(Guid job, IJobExecutor? packages = null) =>
        Executor(job, packages ?? _packages).ExecuteAsync(Context(job), _shutdown.Token);

    private Task<JobEnd> ResumeAsync(Guid job) => Executor(job, _packages).ResumeAsync(Context(job), _shutdown.Token);

    private JobContext Context(Guid job)
    {
        // The job's own time-out does not advance: the leaping clock would reach it at once.
        var running = new RunningJob(job, TimeSpan.FromHours(1), new FakeTimeProvider());
        if (_stop != StopReason.None)
        {
            running.Stop(_stop);
        }

        return new JobContext(_store, running, host: null, _time);
    }

    private IJobExecutor Executor(Guid job, IJobExecutor packages)
    {
        var restarter = new ServiceRestarter(_units, () => _deny, _time);
        var cache = new RestartCache(
            () =>
            {
                _scans++;
                return Task.FromResult(_scan);
            },
            _time);
        return _store.Find(job)!.Request is ServiceRestartRequest
            ? ServiceRestartKind.Pipeline(restarter)
            : new Pipeline<JobRun>(
                context =>
                    new ChangeRun(context, new LockWait(null!, null!, _time)), new ScriptedStep(packages),
                    new RestartServicesStep(restarter, cache, () => _deny));
    }
}
