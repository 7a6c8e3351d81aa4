using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace LinuxPatchApi.Logging;

/// <summary>
/// One line a message on standard error, with the priority that systemd reads (sd-daemon(3)). The library's own formatter of this form
/// lets every control character but the line feed through.
/// </summary>
/// <param name="forTerminal">A person reads it: a word in place of the priority.</param>
internal sealed class JournalFormatter(bool forTerminal) : ConsoleFormatter(ConsoleFormatterNames.Systemd)
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(forTerminal ? Word(logEntry.LogLevel) : $"<{Severity(logEntry.LogLevel)}>");
        textWriter.Write(Line(logEntry.Category, logEntry.EventId, logEntry.Formatter(logEntry.State, logEntry.Exception), logEntry.Exception));
        textWriter.Write('\n');
    }

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
        int message = entry.LastIndexOf("\nMESSAGE="u8) + "\nMESSAGE=".Length;
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
