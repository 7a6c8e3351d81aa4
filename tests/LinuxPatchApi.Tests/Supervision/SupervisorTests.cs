using LinuxPatchApi.Supervision;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Supervision;

public sealed class SupervisorTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Supervisor _supervisor;

    public SupervisorTests() => _supervisor = new Supervisor(new FaultPoint(null), _clock, TestLog.Of<Supervisor>());

    public void Dispose()
    {
        _shutdown.Cancel();
        _shutdown.Dispose();
    }

    [Fact]
    public async Task Vital_task_that_throws_ends_the_agent_by_its_name()
    {
        _ = _supervisor.Vital("jobs", _ => throw new InvalidOperationException("a bug"), _shutdown.Token);
        Assert.Equal("jobs", await Eventually.SoonAsync(_supervisor.Failed));
    }

    [Fact]
    public async Task Vital_task_that_comes_to_an_end_ends_the_agent_too()
    {
        _ = _supervisor.Vital("listener", _ => Task.CompletedTask, _shutdown.Token);
        Assert.Equal("listener", await Eventually.SoonAsync(_supervisor.Failed));
    }

    [Fact]
    public async Task Vital_task_that_ends_at_the_shutdown_is_no_failure()
    {
        var tasks = new[]
        {
            _supervisor.Vital("a", token => Task.Delay(Timeout.InfiniteTimeSpan, token), _shutdown.Token),
            _supervisor.Vital("b", async token =>
                await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing), _shutdown.Token),
        };
        await _shutdown.CancelAsync();
        await Eventually.SoonAsync(Task.WhenAll(tasks));
        Assert.False(_supervisor.Failed.IsCompleted);
    }

    [Fact]
    public async Task Start_up_work_that_fails_ends_the_agent_and_what_waits_for_it_does_not_begin()
    {
        var begun = false;
        var recovered = _supervisor.StartUp("recovery", _ => throw new InvalidOperationException("a bug"), _shutdown.Token);
        var jobs = _supervisor.Vital("jobs", _ => Task.FromResult(begun = true), _shutdown.Token, after: recovered);
        Assert.Equal("recovery", await Eventually.SoonAsync(_supervisor.Failed));
        Assert.False(await Eventually.SoonAsync(recovered));
        await Eventually.SoonAsync(jobs);
        Assert.False(begun);
    }

    [Fact]
    public async Task Start_up_work_that_hangs_is_given_up_at_its_deadline_and_holds_nobody_else_back()
    {
        using var hang = new ManualResetEventSlim();
        var recovered = _supervisor.StartUp("recovery", () => hang.Wait(), _shutdown.Token);
        var reloads = new TaskCompletionSource();
        _ = _supervisor.Vital(
            "reload",
            token =>
            {
                reloads.SetResult();
                return Task.Delay(Timeout.InfiniteTimeSpan, token);
            },
            _shutdown.Token);
        await Eventually.SoonAsync(reloads.Task);
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
                return _supervisor.Failed.IsCompleted;
            },
            "the deadline");
        Assert.Equal("recovery", await _supervisor.Failed);
        Assert.False(await Eventually.SoonAsync(recovered));
        hang.Set();
    }

    [Fact]
    public async Task Start_up_work_within_its_deadline_is_waited_for()
    {
        var work = new TaskCompletionSource();
        var recovered = _supervisor.StartUp("recovery", _ => work.Task, _shutdown.Token);
        _clock.Advance(SupervisionLimits.StartUp - TimeSpan.FromSeconds(1));
        work.SetResult();
        Assert.True(await Eventually.SoonAsync(recovered));
        Assert.False(_supervisor.Failed.IsCompleted);
    }

    [Fact]
    public async Task Optional_task_that_fails_is_named_while_it_rests_and_started_again()
    {
        var starts = 0;
        _ = _supervisor.Optional(
            "patches",
            token => Interlocked.Increment(ref starts) == 1 ? throw new InvalidOperationException("a bug")
                : Task.Delay(Timeout.InfiniteTimeSpan, token),
            ends: false,
            _shutdown.Token);
        await Eventually.TrueAsync(() => _supervisor.Down.Count == 1, "the reason");
        Assert.Equal("the background task 'patches' failed and is started again within 1 s: a bug", _supervisor.Down[0]);
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(SupervisionLimits.FirstPause);
                return Volatile.Read(ref starts) == 2 && _supervisor.Down.Count == 0;
            },
            "the next start");
        Assert.False(_supervisor.Failed.IsCompleted);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Optional_task_that_comes_to_an_end_is_down_unless_it_may_end(bool ends, int reasons)
    {
        var task = _supervisor.Optional("probe", _ => Task.CompletedTask, ends, _shutdown.Token);
        await Eventually.TrueAsync(() => _supervisor.Down.Count == reasons && task.IsCompleted == ends, "the judgement");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(1000, 300)]
    public void Pauses_double_up_to_the_longest(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), BackOff.After(failures));

    [Theory]
    [InlineData(0, 5)]
    [InlineData(599, 5)]
    [InlineData(600, 1)]
    public void Failure_of_a_task_that_ran_long_is_a_first_one(int ran, int failures) =>
        Assert.Equal(failures, BackOff.Count(4, TimeSpan.FromSeconds(ran)));

    [Fact]
    public void Watchdog_is_fed_while_each_loop_waits_or_is_within_its_round()
    {
        var (jobs, audit) = (_supervisor.Pulse("jobs"), _supervisor.Pulse("audit"));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.True(_supervisor.IsAlive());
        jobs.Work(true);
        audit.Work(true);
        audit.Work(false);
        _clock.Advance(SupervisionLimits.Round);
        Assert.True(_supervisor.IsAlive());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_supervisor.IsAlive());
        jobs.Work(false);
        Assert.True(_supervisor.IsAlive());
    }

    [Fact]
    public async Task Task_that_hangs_does_not_keep_the_agent_from_ending()
    {
        _ = _supervisor.Vital("jobs", _ => new TaskCompletionSource().Task, _shutdown.Token);
        await _shutdown.CancelAsync();
        var ending = _supervisor.EndAsync(except: null, TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(5));
                return ending.IsCompleted;
            },
            "the end");
    }

    [Theory]
    [InlineData(null, "jobs", 0)]
    [InlineData("jobs", "reload", 0)]
    [InlineData("jobs", "jobs", 3)]
    [InlineData("jobs=2", "jobs", 2)]
    public void Fault_point_throws_where_and_as_often_as_ordered(string? order, string passed, int thrown)
    {
        var point = new FaultPoint(order);
        var seen = 0;
        for (var i = 0; i < 3; i++)
        {
            seen += Record.Exception(() => point.Pass(passed)) is InvalidOperationException ? 1 : 0;
        }

        Assert.Equal(thrown, seen);
    }
}
