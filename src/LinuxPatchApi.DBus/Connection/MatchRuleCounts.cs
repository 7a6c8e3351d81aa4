namespace LinuxPatchApi.DBus.Connection;


/// <summary>How many subscriptions stand on each rule at the bus; the bus is told of the first and of the last.</summary>
internal sealed class MatchRuleCounts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <returns>True when the bus has to be told.</returns>
    public bool Add(string rule)
    {
        lock (_lock)
        {
            int count = _counts.GetValueOrDefault(rule);
            _counts[rule] = count + 1;
            return count == 0;
        }
    }

    /// <returns>True when the bus has to be told.</returns>
    public bool Remove(string rule)
    {
        lock (_lock)
        {
            int count = _counts.GetValueOrDefault(rule);
            if (count > 1)
            {
                _counts[rule] = count - 1;
                return false;
            }

            return _counts.Remove(rule);
        }
    }
}
