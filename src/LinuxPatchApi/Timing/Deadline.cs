namespace LinuxPatchApi.Timing;

/// <summary>
/// A token that is cancelled by another token or when a time is over by the given clock. <c>CancelAfter</c> uses only the system clock, for
/// which a test would have to wait. <see cref="IsOver"/> tells an expired deadline from a stop.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public Deadline(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _timer = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timer.Token);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>True when the time is over.</summary>
    public bool IsOver => _timer.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
