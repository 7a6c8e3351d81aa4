using LinuxPatchApi.Native;

namespace LinuxPatchApi.Daemon;

/// <summary>
/// Gives memory back a little after the last request or connection: lets go of mapped code; and after much work collects and returns free pages to the
/// system.
/// Without work it has no timer, so an idle agent is not woken.
/// </summary>
internal sealed class QuietTrim : IDisposable
{
    /// <summary>Origin: longer than the pauses of a client that is still at it, so that a burst is not interrupted by a collection.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>Less than this is not worth the ten milliseconds of a full collection. Origin: a thousand requests, or two hundred handshakes.</summary>
    private const long WorthBytes = 1024 * 1024;

    /// <summary>Connections that have ended since are worth it too: what OpenSSL had for them is freed, but not by the collector. Origin: at 40 KB
    /// each, as much as <see cref="WorthBytes"/>.</summary>
    private const int WorthConnections = 50;

    private readonly ITimer _timer;
    private readonly Action _release;
    private readonly Action _collect;
    private readonly Func<long> _allocatedBytes;
    private long _allocatedAtTrim;
    private int _closed;
    private int _touched;
    private int _armed;

    public QuietTrim(TimeProvider time)
        : this(time, () => GC.GetTotalAllocatedBytes(), () => MappedFiles.Release(), Collect)
    {
    }

    /// <summary>For tests.</summary>
    internal QuietTrim(TimeProvider time, Func<long> allocatedBytes, Action release, Action collect)
    {
        (_allocatedBytes, _release, _collect) = (allocatedBytes, release, collect);
        _timer = time.CreateTimer(static self => ((QuietTrim)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something was done. Cheap: called for every connection and request.</summary>
    public void Touch()
    {
        // Written only when it changes: all cores call this.
        if (Volatile.Read(ref _touched) == 0)
        {
            Volatile.Write(ref _touched, 1);
        }

        if (Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0)
        {
            _timer.Change(Quiet, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A connection has ended.</summary>
    public void Closed()
    {
        Interlocked.Increment(ref _closed);
        Touch();
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (Interlocked.Exchange(ref _touched, 0) == 1)
        {
            _timer.Change(Quiet, Timeout.InfiniteTimeSpan);
            return;
        }

        var allocated = _allocatedBytes();
        if (allocated - _allocatedAtTrim >= WorthBytes || Volatile.Read(ref _closed) >= WorthConnections)
        {
            _allocatedAtTrim = allocated;
            Volatile.Write(ref _closed, 0);
            _collect();
        }

        // Last: a collection runs through a megabyte of code itself.
        _release();
        Volatile.Write(ref _armed, 0);
        if (Volatile.Read(ref _touched) == 1)
        {
            // Between the look above and here; nobody has armed the timer for it.
            Touch();
        }
    }

    private static void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // Certificates that nobody has disposed of are given back to OpenSSL by their finalizers, after the collection that finds them.
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // The C library keeps what OpenSSL frees.
        try
        {
            _ = LibC.TrimHeap(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl, which gives back by itself.
        }
    }
}
