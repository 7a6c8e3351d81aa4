using LinuxPatchApi.Native;

namespace LinuxPatchApi.Daemon.Memory;

/// <summary>
/// Releases memory shortly after the last request or connection: unmaps code, and after much work collects garbage and returns free pages
/// to the system; after much work once more a little later. Sets no timer without work, so an idle agent is not woken.
/// </summary>
internal sealed class QuietTrim : IDisposable
{
    /// <summary>
    /// The quiet time before trimming. Origin: longer than the pauses of an active client, so that a collection does not interrupt a burst.
    /// </summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>
    /// From a collection after much work to the second one. Origin: the threads of the pool end 20 s after their last work; until then they
    /// keep buffers, and their end maps code again: 20 MB after the trim became 35 in a minute.
    /// </summary>
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Allocated bytes below which the ten milliseconds of a full collection are not worth it. Origin: a thousand requests, or two hundred
    /// handshakes.
    /// </summary>
    private const long WorthBytes = 1024 * 1024;

    /// <summary>
    /// Closed connections that make a collection worth it too: OpenSSL's memory for them is freed, but not by the collector. Origin: at 40
    /// KB each, as much as <see cref="WorthBytes"/>.
    /// </summary>
    private const int WorthConnections = 50;

    private readonly ITimer _timer;
    private readonly Action _release;
    private readonly Action _collect;
    private readonly Func<long> _allocatedBytes;
    private long _allocatedAtTrim;
    private int _closed;
    private int _touched;
    private int _armed;
    private bool _hasSecond;

    public QuietTrim(TimeProvider time)
        : this(time, () => GC.GetTotalAllocatedBytes(), () => MappedFiles.Release(), Collect)
    {
    }

    /// <summary>For tests.</summary>
    internal QuietTrim(TimeProvider time, Func<long> allocatedBytes, Action release, Action collect)
    {
        (_allocatedBytes, _release, _collect) = (allocatedBytes, release, collect);
        _timer = time.CreateTimer(static self => ((QuietTrim)self!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Notes activity. Cheap: called for every connection and request.</summary>
    public void Touch()
    {
        // Writes only on a change, because all cores call this.
        if (Volatile.Read(ref _touched) == 0)
        {
            // With a fence: either this call sees that the timer is not set, or the check sees the activity.
            Interlocked.Exchange(ref _touched, 1);
        }

        if (Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0)
        {
            _timer.Change(Quiet, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Notes the end of a connection.</summary>
    public void Closed()
    {
        Interlocked.Increment(ref _closed);
        Touch();
    }

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        if (Interlocked.Exchange(ref _touched, 0) == 1)
        {
            _timer.Change(Quiet, Timeout.InfiniteTimeSpan);
            return;
        }

        // Nobody has armed the timer since the first collection.
        var isSecond = Volatile.Read(ref _armed) == 0;
        var allocated = _allocatedBytes();
        var isWorth = allocated - _allocatedAtTrim >= WorthBytes || Volatile.Read(ref _closed) >= WorthConnections;
        _hasSecond = !isSecond && (isWorth || _hasSecond);
        if (isWorth || isSecond)
        {
            _allocatedAtTrim = allocated;
            Volatile.Write(ref _closed, 0);
            _collect();
        }

        // Last, because a collection itself runs through a megabyte of code.
        _release();
        if (_hasSecond)
        {
            // Before others may arm it again, for an earlier time.
            _timer.Change(Second, Timeout.InfiniteTimeSpan);
        }

        Interlocked.Exchange(ref _armed, 0);
        if (Volatile.Read(ref _touched) == 1)
        {
            // Activity since the check above; nobody has armed the timer for it.
            Touch();
        }
    }

    private static void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // Finalizers release certificates that were not disposed to OpenSSL, after the collection that finds them.
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // The C library retains what OpenSSL frees.
        try
        {
            _ = LibC.TrimHeap(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl, which returns memory by itself.
        }
    }
}
