using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging;

/// <summary>A destination for log entries. Disposing it sends what is still queued.</summary>
internal interface ILogSink : IDisposable
{
    /// <summary>Never blocks, never throws.</summary>
    /// <param name="parts">The named values of the message; null when it has none.</param>
    void Write(
        LogLevel level, string category, EventId id, string text, Exception? exception, IReadOnlyList<KeyValuePair<string, object?>>? parts);
}
