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
        string text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is { } exception)
        {
            text = $"{text} {exception}";
        }
        textWriter.Write(forTerminal ? Word(logEntry.LogLevel) : Priority(logEntry.LogLevel));
        textWriter.Write(logEntry.Category);
        textWriter.Write(string.Create(CultureInfo.InvariantCulture, $"[{logEntry.EventId.Id}] "));
        textWriter.Write(LogText.OneLine(text));
        textWriter.Write('\n');
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical => "critical: ",
        LogLevel.Error => "error: ",
        LogLevel.Warning => "warning: ",
        LogLevel.Information => "info: ",
        _ => "debug: ",
    };

    private static string Priority(LogLevel level) => level switch
    {
        LogLevel.Critical => "<2>",
        LogLevel.Error => "<3>",
        LogLevel.Warning => "<4>",
        LogLevel.Information => "<6>",
        _ => "<7>",
    };
}
