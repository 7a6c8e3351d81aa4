using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging.Journal;

internal sealed class JournalLogger(JournalLoggerProvider provider, string category) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string line = JournalFormatter.Line(category, eventId, formatter(state, exception), exception);
        provider.Enqueue(JournalEntry.Of(logLevel, line, state as IReadOnlyList<KeyValuePair<string, object?>>));
    }
}
