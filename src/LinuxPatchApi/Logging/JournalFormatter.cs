using System.Globalization;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging;

/// <summary>Formats a message as one line for the journal and standard error. Pure.</summary>
internal static class JournalFormatter
{
    /// <summary>Returns the line with the priority prefix that systemd reads (sd-daemon(3)) and a line feed.</summary>
    /// <param name="line">The result of <see cref="Line"/>.</param>
    /// <param name="forTerminal">A person reads it: the level's name replaces the priority.</param>
    public static string ForStandardError(LogLevel level, string line, bool forTerminal) =>
        forTerminal ? $"{LevelName(level)}{line}\n" : $"<{Severity(level)}>{line}\n";

    /// <summary>Returns category, event id and text without the priority.</summary>
    public static string Line(string category, EventId id, string text, Exception? exception) => string.Create(
        CultureInfo.InvariantCulture, $"{category}[{id.Id}] {LogText.OneLine(exception is null ? text : $"{text} {exception}")}");

    /// <summary>The severity digit of syslog(3), which systemd reads.</summary>
    public static char Severity(LogLevel level) => level switch
    {
        LogLevel.Critical => '2',
        LogLevel.Error => '3',
        LogLevel.Warning => '4',
        LogLevel.Information => '6',
        _ => '7',
    };

    /// <summary>Converts an entry of the native protocol to the form for standard error.</summary>
    public static byte[] FromEntry(ReadOnlySpan<byte> entry)
    {
        // JournalEntry writes the priority first and the message last.
        var message = entry.LastIndexOf("\nMESSAGE="u8) + "\nMESSAGE=".Length;
        return [(byte)'<', entry["PRIORITY=".Length], (byte)'>', .. entry[message..]];
    }

    private static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Critical => "critical: ",
        LogLevel.Error => "error: ",
        LogLevel.Warning => "warning: ",
        LogLevel.Information => "info: ",
        _ => "debug: ",
    };
}
