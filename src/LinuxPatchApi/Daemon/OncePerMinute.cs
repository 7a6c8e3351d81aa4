namespace LinuxPatchApi.Daemon;

/// <summary>Whether something was told in this minute already, for a bounded number of somethings.</summary>
internal sealed class OncePerMinute(TimeProvider time)
{
    /// <summary>Origin: 100 lines a minute are read; who floods from more addresses is counted in the audit log.</summary>
    public const int MostKeys = 100;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private long _since = time.GetTimestamp();

    /// <summary>True the first time in a minute; false again, and for more keys than are kept.</summary>
    public bool IsNews(string key)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_since) >= Minute)
            {
                _told.Clear();
                _since = time.GetTimestamp();
            }

            return _told.Count < MostKeys && _told.Add(key);
        }
    }
}
