using LinuxPatchApi.HostServices.Bus.Messages;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>
/// Counts unanswered calls. The library keeps each call until its reply, and unsent ones in an unbounded queue, so both are limited before
/// a call reaches it.
/// </summary>
internal sealed class UnansweredCalls
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Counts the call until <see cref="Remove"/> and returns null, or returns why the call must not be sent.</summary>
    public HostFailure? Add(BusCall call)
    {
        lock (_lock)
        {
            var count = _counts.GetValueOrDefault(call.Destination);
            if (count >= BusLimits.MaxUnansweredCalls || _bytes + call.Bytes > BusLimits.MaxUnansweredBytes)
            {
                return new HostFailure(
                    HostFailureReason.BusUnavailable, $"{call.Destination} has not answered {count} calls; another one was not sent.");
            }

            _counts[call.Destination] = count + 1;
            _bytes += call.Bytes;
            return null;
        }
    }

    public void Remove(BusCall call)
    {
        lock (_lock)
        {
            _bytes -= call.Bytes;
            if (--_counts[call.Destination] == 0)
            {
                _counts.Remove(call.Destination);
            }
        }
    }
}
