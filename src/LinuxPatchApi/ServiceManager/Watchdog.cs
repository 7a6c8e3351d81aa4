namespace LinuxPatchApi.ServiceManager;

/// <summary>
/// Sends the watchdog keep-alive from a thread of its own. A timer of the base library would use the thread pool, whose threads wake each
/// other and check for work twice more in the next second: four wake-ups for one message.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>
    /// Bytes of the thread's stack. Origin: it waits and sends a few bytes; the system's default reserves 8 MiB of address space.
    /// </summary>
    private const int StackBytes = 256 * 1024;

    private readonly Action _alive;
    private readonly Func<long> _pending;
    private readonly Action<Action> _queue;
    private readonly ManualResetEvent _end = new(initialState: false);
    private Thread? _thread;

    /// <param name="alive">Sends the keep-alive. Neither blocks nor throws.</param>
    public Watchdog(Action alive)
        : this(
            alive,
            static () => ThreadPool.PendingWorkItemCount,
            static work => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false))
    {
    }

    /// <summary>For tests.</summary>
    internal Watchdog(Action alive, Func<long> pending, Action<Action> queue) => (_alive, _pending, _queue) = (alive, pending, queue);

    /// <summary>Starts sending, until disposal. Called once.</summary>
    /// <param name="watched">See <see cref="WatchdogPeriod"/>; a keep-alive is sent twice in this time.</param>
    public void Start(TimeSpan watched)
    {
        _thread = new Thread(
            () =>
            {
                while (!_end.WaitOne(watched / 2))
                {
                    Feed();
                }
            },
            StackBytes)
        {
            IsBackground = true,
            Name = "Watchdog",
        };
        _thread.Start();
    }

    public void Dispose()
    {
        _end.Set();
        _thread?.Join();
        _end.Dispose();
    }

    /// <summary>
    /// While work waits for the thread pool, queues the keep-alive behind it: if the pool is stuck, the service manager gets no message and
    /// restarts the agent. When nothing waits, nothing can be stuck, and the pool is left asleep.
    /// </summary>
    internal void Feed()
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
