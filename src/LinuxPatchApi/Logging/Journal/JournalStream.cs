using System.Globalization;

namespace LinuxPatchApi.Logging.Journal;

/// <summary>Whether standard error is the journal: systemd.exec(5) gives the stream's device and inode in <c>$JOURNAL_STREAM</c>.</summary>
internal static class JournalStream
{
    /// <summary>Where journald takes entries in its own protocol.</summary>
    public const string Socket = "/run/systemd/journal/socket";

    public const string Variable = "JOURNAL_STREAM";
    private const string StandardError = "/proc/self/fd/2";

    /// <summary>True when this process writes to the journal, not a child of one that does, whose standard error is elsewhere.</summary>
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

    /// <summary>Pure. All sockets are on one device, so the inode decides.</summary>
    /// <param name="variable">Device and inode, decimal, with a colon between them; null when it is not set.</param>
    /// <param name="descriptor">Where the descriptor's link in /proc leads, <c>socket:[INODE]</c>; null when it leads nowhere.</param>
    public static bool Matches(string? variable, string? descriptor) =>
        variable?.Split(':') is [var device, var inode]
        && ulong.TryParse(device, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && descriptor == string.Create(CultureInfo.InvariantCulture, $"socket:[{number}]");
}
