using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging.Syslog;

/// <summary>A log message to be sent. <paramref name="MessageId"/> is the event's name, null when it has none.</summary>
internal sealed record SyslogRecord(DateTimeOffset Time, LogLevel Level, string Category, string? MessageId, string Text);
