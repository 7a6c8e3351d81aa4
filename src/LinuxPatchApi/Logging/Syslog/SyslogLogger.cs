using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging.Syslog;

internal sealed class SyslogLogger(SyslogLoggerProvider provider, string category) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string text = formatter(state, exception);
        provider.Enqueue(logLevel, category, eventId.Name, exception is null ? text : $"{text}: {exception}");
    }
}
