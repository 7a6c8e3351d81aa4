using LinuxPatchApi.Timing;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Supervision;

/// <summary>
/// Runs the daemon's tasks. A vital task must not end before the shutdown: if it does, the agent shuts down with a failure exit code, so
/// that the service manager restarts it; otherwise it would keep serving without doing its work, and be believed. An optional task is
/// restarted after a pause, during which health names it. No task waits for another unless it says so.
/// </summary>
internal sealed class Supervisor(FaultPoint faults, TimeProvider time, ILogger<Supervisor> logger)
{
    private readonly Lock _lock = new();
    private readonly List<Task> _tasks = [];
    private readonly List<Pulse> _pulses = [];
    private readonly SortedDictionary<string, string> _down = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyList<string> _reasons = [];
    private volatile bool _isStuck;

    /// <summary>
    /// Sentences for health's degraded_reasons: optional tasks that are paused after a failure. A new list whenever it changes.
    /// </summary>
    public IReadOnlyList<string> Down => _reasons;

    /// <summary>Completes with the name of the first vital task that ended before the shutdown.</summary>
    public Task<string> Failed => _failed.Task;

    /// <summary>Runs a task until <paramref name="shutdown"/> fires; an earlier end shuts the agent down.</summary>
    /// <param name="after">Start-up work that must succeed before it begins; null for none.</param>
    /// <returns>Completes when the task has ended; never throws.</returns>
    public Task Vital(string name, Func<CancellationToken, Task> work, CancellationToken shutdown, Task<bool>? after = null) =>
        Track(async () =>
        {
            if (await PassAsync(name, work, after, shutdown) && !shutdown.IsCancellationRequested)
            {
                SupervisionLog.VitalEnded(logger, name);
                _failed.TrySetResult(name);
            }
        });

    /// <summary>Runs vital work that ends by itself, within <see cref="SupervisionLimits.StartUp"/>.</summary>
    /// <returns>True when it succeeded; false when it failed or the agent shuts down. Never throws.</returns>
    public Task<bool> StartUp(string name, Func<CancellationToken, Task> work, CancellationToken shutdown, Task<bool>? after = null) =>
        Track(() => PassAsync(name, token => InTimeAsync(name, work, token), after, shutdown));

    /// <inheritdoc cref="StartUp(string, Func{CancellationToken, Task}, CancellationToken, Task{bool})"/>
    public Task<bool> StartUp(string name, Action work, CancellationToken shutdown, Task<bool>? after = null) =>
        StartUp(
            name,
            _ =>
            {
                work();
                return Task.CompletedTask;
            },
            shutdown,
            after);

    /// <summary>Runs a task that the agent can serve without.</summary>
    /// <param name="ends">It ends when its work is done; otherwise an end counts as a failure.</param>
    public Task Optional(
        string name, Func<CancellationToken, Task> work, bool ends, CancellationToken shutdown, Task<bool>? after = null) =>
        Track(async () =>
        {
            if (after is null || await after)
            {
                await OptionalAsync(name, work, ends, shutdown);
            }
        });

    /// <summary>Starts all tasks.</summary>
    /// <returns>A task for the end of each one by name; none throws.</returns>
    public IReadOnlyDictionary<string, Task> Begin(IReadOnlyList<SupervisedTask> tasks, CancellationToken shutdown)
    {
        var gates = tasks.Where(task => task.Kind == TaskKind.StartUp)
            .ToDictionary(
                task => task.Name,
                _ => new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously),
                StringComparer.Ordinal);
        var ends = new Dictionary<string, Task>(StringComparer.Ordinal);
        foreach (var task in tasks)
        {
            var after = task.After is { } needed ? gates[needed].Task : null;
            var work = task.Behind is { } predecessor ? Behind(gates[predecessor].Task, task.Work) : task.Work;
            ends.Add(task.Name, task.Kind switch
            {
                TaskKind.StartUp => OpenAsync(gates[task.Name], StartUp(task.Name, work, shutdown, after)),
                TaskKind.Vital => Vital(task.Name, work, shutdown, after),
                _ => Optional(task.Name, work, ends: task.Kind == TaskKind.OptionalOnce, shutdown, after),
            });
        }

        return ends;
    }

    /// <summary>Creates the heartbeat of a loop. Must be called before <see cref="IsAlive"/> is polled.</summary>
    public Pulse Pulse(string name)
    {
        var pulse = new Pulse(name, SupervisionLimits.Round, time);
        lock (_lock)
        {
            _pulses.Add(pulse);
        }

        return pulse;
    }

    /// <summary>
    /// True when the watchdog may be fed: every vital loop is waiting for work or within the limit of its round. Neither blocks for long
    /// nor throws.
    /// </summary>
    public bool IsAlive()
    {
        Pulse? stuck;
        lock (_lock)
        {
            stuck = _pulses.Find(pulse => !pulse.IsAlive);
        }

        if (stuck is not null && !_isStuck)
        {
            SupervisionLog.Stuck(logger, stuck.Name, (long)SupervisionLimits.Round.TotalSeconds);
        }

        _isStuck = stuck is not null;
        return stuck is null;
    }

    /// <summary>
    /// Waits for the tasks to end after the shutdown has fired; a task that hangs does not keep the process from exiting.
    /// </summary>
    /// <param name="except">A task that is awaited elsewhere; null for none.</param>
    public async Task EndAsync(Task? except, TimeSpan patience)
    {
        List<Task> tasks;
        lock (_lock)
        {
            tasks = [.. _tasks.Where(task => task != except)];
        }

        try
        {
            await Task.WhenAll(tasks).WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            SupervisionLog.LeftBehind(logger, (long)patience.TotalSeconds);
        }
    }

    private static async Task OpenAsync(TaskCompletionSource<bool> gate, Task<bool> work) => gate.SetResult(await work);

    private static Func<CancellationToken, Task> Behind(Task predecessor, Func<CancellationToken, Task> work) => async shutdown =>
    {
        await predecessor;
        await work(shutdown);
    };

    /// <summary>Runs on the thread pool, so that a task with long synchronous work delays nobody.</summary>
    private Task Track(Func<Task> work) => Track(async () =>
    {
        await work();
        return true;
    });

    private Task<bool> Track(Func<Task<bool>> work)
    {
        var task = Task.Run(work, CancellationToken.None);
        lock (_lock)
        {
            _tasks.Add(task);
        }

        return task;
    }

    private async Task InTimeAsync(string name, Func<CancellationToken, Task> work, CancellationToken shutdown)
    {
        using var deadline = new Deadline(SupervisionLimits.StartUp, time, shutdown);
        try
        {
            // On another thread, so that blocking work is abandoned at the deadline too.
            await Task.Run(() => work(deadline.Token), CancellationToken.None).WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsOver && !shutdown.IsCancellationRequested)
        {
            throw new TimeoutException($"'{name}' did not end within {SupervisionLimits.StartUp.TotalSeconds:0} s");
        }
    }

    /// <summary>False when it did not start, was cancelled, or failed, which is logged here.</summary>
    private async Task<bool> PassAsync(string name, Func<CancellationToken, Task> work, Task<bool>? after, CancellationToken shutdown)
    {
        try
        {
            if (after is not null && !await after)
            {
                return false;
            }

            faults.Pass(name);
            await work(shutdown);
            return true;
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            if (shutdown.IsCancellationRequested)
            {
                SupervisionLog.FailedAtEnd(logger, e, name);
            }
            else
            {
                SupervisionLog.VitalFailed(logger, e, name);
                _failed.TrySetResult(name);
            }

            return false;
        }
    }

    private async Task OptionalAsync(string name, Func<CancellationToken, Task> work, bool ends, CancellationToken shutdown)
    {
        var failures = 0;
        while (!shutdown.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            Exception? failure = null;
            try
            {
                faults.Pass(name);
                await work(shutdown);
                if (ends)
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                failure = e;
            }

            if (shutdown.IsCancellationRequested)
            {
                return;
            }

            failures = BackOff.Count(failures, time.GetElapsedTime(started));
            var pause = BackOff.After(failures);
            SupervisionLog.OptionalFailed(logger, failure, name, (long)pause.TotalSeconds);
            var why = failure?.Message ?? "it came to an end";
            Report(name, $"the background task '{name}' failed and is started again within {pause.TotalSeconds:0} s: {why}");
            try
            {
                await Task.Delay(pause, time, shutdown);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            SupervisionLog.OptionalAgain(logger, name);
            Report(name, null);
        }
    }

    /// <param name="reason">A sentence; null when the task runs.</param>
    private void Report(string name, string? reason)
    {
        lock (_lock)
        {
            if (reason is null)
            {
                _down.Remove(name);
            }
            else
            {
                _down[name] = reason;
            }

            _reasons = [.. _down.Values];
        }
    }
}
