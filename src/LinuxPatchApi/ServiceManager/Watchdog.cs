namespace LinuxPatchApi.ServiceManager;

/// <summary>
/// Tells the service manager that we are alive, from a thread of its own: a timer of the base library works through the thread pool, whose
/// threads then wake each other and look after themselves twice more within the next second, four wake-ups for one message.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>Origin: a wait, a message of a few bytes; the system's default is 8 MiB of addresses.</summary>
    private const int StackBytes = 256 * 1024;

    private readonly Action _alive;
    private readonly Func<long> _pending;
    private readonly Action<Action> _queue;
    private readonly ManualResetEvent _end = new(initialState: false);
    private Thread? _thread;

    /// <param name="alive">Tells it. Neither blocks nor throws.</param>
    public Watchdog(Action alive)
        : this(
            alive,
            static () => ThreadPool.PendingWorkItemCount,
            static work => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false))
    {
    }

    /// <summary>For tests.</summary>
    internal Watchdog(Action alive, Func<long> pending, Action<Action> queue) => (_alive, _pending, _queue) = (alive, pending, queue);

    /// <summary>Until it is disposed of. Called once.</summary>
    /// <param name="watched">See <see cref="WatchdogPeriod"/>; it is told twice in this time.</param>
    public void Start(TimeSpan watched)
    {
        _thread = new Thread(
            () =>
            {
                while (!_end.WaitOne(watched / 2))
                {
                    Tell();
                }
            },
            StackBytes) { IsBackground = true, Name = "Watchdog" };
        _thread.Start();
    }

    public void Dispose()
    {
        _end.Set();
        _thread?.Join();
        _end.Dispose();
    }

    /// <summary>
    /// While requests or anything else waits for the thread pool, the message is queued behind it: when the pool is stuck, the service manager
    /// hears nothing and restarts us. With nothing waiting there is nothing that could be stuck, and the pool is left asleep.
    /// </summary>
    internal void Tell()
    {
        if (_pending() == 0)
        {
            _alive();
        }
        else
        {
            _queue(_alive);
        }
    }
}
