using System.Globalization;
using LinuxPatchApi.HostServices.Login1;

namespace LinuxPatchApi.Host;

/// <summary>
/// Reads the file in which logind and elogind keep a scheduled shutdown, so that a poll waits for no bus: lines of <c>NAME=VALUE</c>, there
/// only while something is scheduled. Pure.
/// </summary>
internal static class ScheduleFile
{
    private static readonly long MostMicroseconds =
        (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <returns>Null when the text names no time, or a trial run, after which the host stays up.</returns>
    public static ScheduledShutdown? Parse(string text) =>
        Value(text, "\nMODE=") is { Length: > 0 } mode && !mode.StartsWith("dry-", StringComparison.Ordinal)
        && long.TryParse(Value(text, "\nUSEC="), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && at is > 0 && at <= MostMicroseconds
            ? new ScheduledShutdown(mode, DateTimeOffset.UnixEpoch.AddTicks(at * TimeSpan.TicksPerMicrosecond))
            : null;

    private static string? Value(string text, string mark)
    {
        text = '\n' + text;
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? null : text[(at + mark.Length)..].Split('\n')[0];
    }
}
