using System.Globalization;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging;

/// <summary>A message in one line, as the journal and standard error take it. Pure.</summary>
internal static class JournalFormatter
{
    /// <summary>With the priority that systemd reads (sd-daemon(3)), and the line feed.</summary>
    /// <param name="line">Of <see cref="Line"/>.</param>
    /// <param name="forTerminal">A person reads it: a word in place of the priority.</param>
    public static string ForStandardError(LogLevel level, string line, bool forTerminal) =>
        forTerminal ? $"{Word(level)}{line}\n" : $"<{Severity(level)}>{line}\n";

    /// <summary>The message without its priority.</summary>
    public static string Line(string category, EventId id, string text, Exception? exception) => string.Create(
        CultureInfo.InvariantCulture, $"{category}[{id.Id}] {LogText.OneLine(exception is null ? text : $"{text} {exception}")}");

    /// <summary>Of syslog(3), which systemd reads.</summary>
    public static char Severity(LogLevel level) => level switch
    {
        LogLevel.Critical => '2',
        LogLevel.Error => '3',
        LogLevel.Warning => '4',
        LogLevel.Information => '6',
        _ => '7',
    };

    /// <summary>An entry of the journal's own protocol in the form for standard error.</summary>
    public static byte[] FromEntry(ReadOnlySpan<byte> entry)
    {
        // By JournalEntry: the priority is first, the message last.
        var message = entry.LastIndexOf("\nMESSAGE="u8) + "\nMESSAGE=".Length;
        return [(byte)'<', entry["PRIORITY=".Length], (byte)'>', .. entry[message..]];
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical => "critical: ",
        LogLevel.Error => "error: ",
        LogLevel.Warning => "warning: ",
        LogLevel.Information => "info: ",
        _ => "debug: ",
    };
}
