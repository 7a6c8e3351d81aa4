using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging;

/// <summary>A place that log entries go to. Disposing it sends what still waits.</summary>
internal interface ILogSink : IDisposable
{
    /// <summary>Never blocks, never throws.</summary>
    /// <param name="parts">The parts of the message by their names; null when it has none.</param>
    void Write(
        LogLevel level, string category, EventId id, string text, Exception? exception, IReadOnlyList<KeyValuePair<string, object?>>? parts);
}
