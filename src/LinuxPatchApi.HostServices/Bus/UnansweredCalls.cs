namespace LinuxPatchApi.HostServices.Bus;

/// <summary>
/// Counts the calls whose answers are outstanding. The library keeps each until its answer, and what it has not sent yet in a queue
/// without end, so both are bounded before a call is handed to it.
/// </summary>
internal sealed class UnansweredCalls
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Null when the call may be made; it is counted then until <see cref="Remove"/>.</summary>
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
