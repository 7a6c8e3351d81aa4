using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Supervision;

/// <summary>
/// Keeps the daemon's tasks. One that is vital must not end before the shutdown: if it does, the agent ends in order with a failure, so
/// that the service manager starts it anew; an agent that serves and cannot work would be believed. One that is optional is started again after
/// a pause, and health names it meanwhile. No task waits for another unless it says so.
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

    /// <summary>Sentences for health's degraded_reasons: optional tasks that rest after a failure. Another list when they change.</summary>
    public IReadOnlyList<string> Down => _reasons;

    /// <summary>Ends with the name of the first vital task that ended before the shutdown.</summary>
    public Task<string> Failed => _failed.Task;

    /// <summary>A task that runs until <paramref name="shutdown"/> fires, or ends the agent.</summary>
    /// <param name="after">Start-up work that it waits for, and without which it does not begin; null for none.</param>
    /// <returns>Its end, which never throws.</returns>
    public Task Vital(string name, Func<CancellationToken, Task> work, CancellationToken shutdown, Task<bool>? after = null) =>
        Keep(async () =>
        {
            if (await PassAsync(name, work, after, shutdown) && !shutdown.IsCancellationRequested)
            {
                SupervisionLog.VitalEnded(logger, name);
                _failed.TrySetResult(name);
            }
        });

    /// <summary>Vital work that ends by itself, within <see cref="SupervisionLimits.StartUp"/>.</summary>
    /// <returns>True when it was done; false when it failed or the agent ends. Never throws.</returns>
    public Task<bool> StartUp(string name, Func<CancellationToken, Task> work, CancellationToken shutdown, Task<bool>? after = null) =>
        Keep(() => PassAsync(name, token => InTimeAsync(name, work, token), after, shutdown));

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

    /// <summary>A task without which the agent serves on.</summary>
    /// <param name="ends">It ends by itself when its work is done; otherwise an end is a failure too.</param>
    public Task Optional(
        string name, Func<CancellationToken, Task> work, bool ends, CancellationToken shutdown, Task<bool>? after = null) =>
        Keep(async () =>
        {
            if (after is null || await after)
            {
                await OptionalAsync(name, work, ends, shutdown);
            }
        });

    /// <summary>Begins all tasks.</summary>
    /// <returns>The end of each by its name; none throws.</returns>
    public IReadOnlyDictionary<string, Task> Begin(IReadOnlyList<SupervisedTask> tasks, CancellationToken shutdown)
    {
        var gates = tasks.Where(task => task.Kind == TaskKind.StartUp)
            .ToDictionary(task => task.Name, _ => new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously), StringComparer.Ordinal);
        var ends = new Dictionary<string, Task>(StringComparer.Ordinal);
        foreach (var task in tasks)
        {
            var after = task.After is { } needed ? gates[needed].Task : null;
            var work = task.Behind is { } former ? Behind(gates[former].Task, task.Work) : task.Work;
            ends.Add(task.Name, task.Kind switch
            {
                TaskKind.StartUp => OpenAsync(gates[task.Name], StartUp(task.Name, work, shutdown, after)),
                TaskKind.Vital => Vital(task.Name, work, shutdown, after),
                _ => Optional(task.Name, work, ends: task.Kind == TaskKind.OptionalOnce, shutdown, after),
            });
        }

        return ends;
    }

    /// <summary>The heartbeat of a loop. Made before <see cref="IsAlive"/> is asked.</summary>
    public Pulse Pulse(string name)
    {
        var pulse = new Pulse(name, SupervisionLimits.Round, time);
        lock (_lock)
        {
            _pulses.Add(pulse);
        }

        return pulse;
    }

    /// <summary>Whether the watchdog may be fed: every vital loop waits for work or is within the time for a round. Neither blocks for long
    /// nor throws.</summary>
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

    /// <summary>Waits for the tasks after the shutdown fired; one that hangs does not keep the process from ending.</summary>
    /// <param name="except">Is waited for elsewhere; null for none.</param>
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

    private static Func<CancellationToken, Task> Behind(Task former, Func<CancellationToken, Task> work) => async shutdown =>
    {
        await former;
        await work(shutdown);
    };

    /// <summary>In the thread pool, so that one that begins with long work keeps nobody waiting.</summary>
    private Task Keep(Func<Task> work) => Keep(async () =>
    {
        await work();
        return true;
    });

    private Task<bool> Keep(Func<Task<bool>> work)
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
        using var patience = new CancellationTokenSource(SupervisionLimits.StartUp, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(shutdown, patience.Token);
        try
        {
            // In a thread of its own, so that work which blocks is given up too.
            await Task.Run(() => work(either.Token), CancellationToken.None).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!shutdown.IsCancellationRequested)
        {
            throw new TimeoutException($"'{name}' did not end within {SupervisionLimits.StartUp.TotalSeconds:0} s");
        }
    }

    /// <summary>False when it was not begun or cancelled, or failed and that has been told.</summary>
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
            Tell(name, $"the background task '{name}' failed and is started again within {pause.TotalSeconds:0} s: {why}");
            try
            {
                await Task.Delay(pause, time, shutdown);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            SupervisionLog.OptionalAgain(logger, name);
            Tell(name, null);
        }
    }

    /// <param name="reason">Null when it runs.</param>
    private void Tell(string name, string? reason)
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
