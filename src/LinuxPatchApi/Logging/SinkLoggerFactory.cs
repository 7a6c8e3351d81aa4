using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging;

/// <summary>Creates loggers that share one level and pass each entry to every sink.</summary>
internal sealed class SinkLoggerFactory(LevelSwitch level, IReadOnlyList<ILogSink> sinks) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new SinkLogger(categoryName, level, sinks);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The sinks are those of the configuration.");

    /// <summary>The sinks belong to <see cref="LogOutput"/>.</summary>
    public void Dispose()
    {
    }

    private sealed class SinkLogger(string category, LevelSwitch level, IReadOnlyList<ILogSink> sinks) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= level.Current && sinks.Count > 0;

        /// <summary>Compiled once for each message form (TState is a struct), so it only formats the text; sinks are not generic.</summary>
        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Write(logLevel, eventId, formatter(state, exception), exception, state);
            }
        }

        private void Write(LogLevel logLevel, EventId id, string text, Exception? exception, object? state)
        {
            var parts = state as IReadOnlyList<KeyValuePair<string, object?>>;
            foreach (var sink in sinks)
            {
                sink.Write(logLevel, category, id, text, exception, parts);
            }
        }
    }
}
