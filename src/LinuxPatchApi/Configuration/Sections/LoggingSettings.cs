using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Configuration.Sections;

/// <summary><paramref name="Syslog"/> is null when nothing is sent to a syslog server.</summary>
internal sealed record LoggingSettings(
    LogLevel Level, bool JournalEnabled, SyslogEndpoint? Syslog, string AuditFilePath, TimeSpan AuditRetention);
