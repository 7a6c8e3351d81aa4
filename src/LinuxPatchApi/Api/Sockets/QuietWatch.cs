using LinuxPatchApi.Jobs.Events;

namespace LinuxPatchApi.Api.Sockets;

/// <summary>
/// What a connection hears that has sent no frame (contract section 7): a fleet manager's relay, which takes the first terminal frame for
/// that of its own job whatever the id, writes each frame into its database, and never closes. Not thread-safe.
/// </summary>
/// <param name="client">The fingerprint of the client's certificate.</param>
internal sealed class QuietWatch(string client, TimeProvider time)
{
    private long? _progressAt;
    private long? _endedAt;

    /// <summary>True when the connection is to be closed: all jobs of its certificate have ended, some while ago.</summary>
    public bool IsOver => _endedAt is { } at && time.GetElapsedTime(at) >= WatchLimits.QuietClose;

    /// <summary>Time until <see cref="IsOver"/> may become true; infinite when no job has ended.</summary>
    public TimeSpan Remaining => _endedAt is not { } at ? Timeout.InfiniteTimeSpan
        : WatchLimits.QuietClose - time.GetElapsedTime(at) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>True when an event is sent.</summary>
    public bool Accepts(JobEvent next)
    {
        if (next.Client != client)
        {
            return false;
        }

        if (next.IsTerminal)
        {
            // With others unfinished the client could not know whose end it is; it reads the job by its id.
            _endedAt = next.IsLastOfClient ? time.GetTimestamp() : null;
            return next.IsLastOfClient;
        }

        _endedAt = null;
        if (next.IsStatusChange)
        {
            return true;
        }

        if (_progressAt is { } at && time.GetElapsedTime(at) < WatchLimits.QuietProgress)
        {
            return false;
        }

        _progressAt = time.GetTimestamp();
        return true;
    }
}
