namespace LinuxPatchApi.Files;

/// <summary>How soon a change of a watched file is published.</summary>
internal static class FileWatchTiming
{
    /// <summary>
    /// Quiet time after the last event before a change is published. Origin: editors and package managers write a file in several steps
    /// within a few milliseconds; people do not notice a quarter of a second.
    /// </summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Between two polls of mtimes while inotify works. Covers what inotify does not report: a replaced directory, a link into another
    /// directory, a network file system. Origin: well below one wake-up in a watchdog period.
    /// </summary>
    public static readonly TimeSpan SafetyNet = TimeSpan.FromMinutes(5);

    /// <summary>Between two polls while inotify is unavailable (a directory is missing, or no inotify instance is left).</summary>
    public static readonly TimeSpan Fallback = TimeSpan.FromSeconds(10);
}
