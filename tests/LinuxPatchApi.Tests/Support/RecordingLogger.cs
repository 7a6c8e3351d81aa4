using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Tests.Support;

/// <summary>Keeps what was logged, in order.</summary>
internal sealed class RecordingLogger : ILogger
{
    private readonly List<(string Message, Exception? Exception)> _entries = [];

    public IReadOnlyList<(string Message, Exception? Exception)> Entries => _entries;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Add((formatter(state, exception), exception));
}
