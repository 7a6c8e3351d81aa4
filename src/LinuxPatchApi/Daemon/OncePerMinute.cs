namespace LinuxPatchApi.Daemon;

/// <summary>Limits repeated log lines to one a minute for each key, for a bounded number of keys.</summary>
internal sealed class OncePerMinute(TimeProvider time)
{
    /// <summary>
    /// Keys per minute. Origin: people can read 100 lines a minute; a flood from more addresses is counted in the audit log.
    /// </summary>
    public const int MostKeys = 100;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private long _since = time.GetTimestamp();

    /// <summary>True for the first occurrence of a key in a minute; false for repetitions, and beyond the limit of keys.</summary>
    public bool IsNews(string key)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_since) >= Minute)
            {
                _seen.Clear();
                _since = time.GetTimestamp();
            }

            return _seen.Count < MostKeys && _seen.Add(key);
        }
    }
}
