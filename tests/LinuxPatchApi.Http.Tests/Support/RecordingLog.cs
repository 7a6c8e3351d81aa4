using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>Keeps log records for assertions.</summary>
internal sealed class RecordingLog : ILoggerFactory, ILogger
{
    public ConcurrentQueue<(LogLevel Level, int Id, string Text)> Records { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Records.Enqueue((logLevel, eventId.Id, formatter(state, exception) + exception));

    public void Dispose()
    {
    }
}
