namespace LinuxPatchApi.Timing;

/// <summary>
/// A wait that ends with another's cancellation or when its time is over, by the clock that was given: <c>CancelAfter</c> knows the system's only,
/// and a test would wait for it. Who catches the end asks <see cref="IsOver"/> to tell a deadline from a stop.
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

    /// <summary>The time is over.</summary>
    public bool IsOver => _timer.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
