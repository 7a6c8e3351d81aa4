using System.Globalization;

namespace LinuxPatchApi.Logging.Journal;

/// <summary>
/// Detects whether standard error is the journal: systemd.exec(5) puts the stream's device and inode into <c>$JOURNAL_STREAM</c>.
/// </summary>
internal static class JournalStream
{
    /// <summary>journald's socket for its native protocol.</summary>
    public const string Socket = "/run/systemd/journal/socket";

    public const string Variable = "JOURNAL_STREAM";
    private const string StandardError = "/proc/self/fd/2";

    /// <summary>
    /// True when this process itself writes to the journal; false for a child process whose standard error is redirected.
    /// </summary>
    public static bool IsStandardError()
    {
        try
        {
            return Matches(Environment.GetEnvironmentVariable(Variable), new FileInfo(StandardError).LinkTarget) && File.Exists(Socket);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Compares the inodes; all sockets are on one device. Pure.</summary>
    /// <param name="variable">Device and inode in decimal, separated by a colon; null when unset.</param>
    /// <param name="descriptor">The target of the descriptor's link in /proc, <c>socket:[INODE]</c>; null when it has none.</param>
    public static bool Matches(string? variable, string? descriptor) =>
        variable?.Split(':') is [var device, var inode]
        && ulong.TryParse(device, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && descriptor == string.Create(CultureInfo.InvariantCulture, $"socket:[{number}]");
}
