namespace LinuxPatchApi.Files;

/// <summary>How soon a change of a watched file is told.</summary>
internal static class FileWatchTiming
{
    /// <summary>
    /// Quiet time after the last event before a change is told. Origin: editors and package managers write a file in several steps that
    /// follow each other within a few milliseconds; people do not notice a quarter of a second.
    /// </summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Between two looks at the files' time stamps while the kernel reports changes. A net for what it does not report: a directory that
    /// was itself replaced, a link into another directory, a network file system. Origin: well below the one wake-up a watchdog period.
    /// </summary>
    public static readonly TimeSpan SafetyNet = TimeSpan.FromMinutes(5);

    /// <summary>The same while the kernel reports nothing (a directory is missing, or no inotify instance is left).</summary>
    public static readonly TimeSpan Fallback = TimeSpan.FromSeconds(10);
}
