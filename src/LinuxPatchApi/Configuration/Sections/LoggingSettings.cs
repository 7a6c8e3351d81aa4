using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Configuration.Sections;

/// <summary>Section <c>logging</c>.</summary>
/// <param name="Syslog">Null when the log is not sent to a syslog server.</param>
internal sealed record LoggingSettings(
    LogLevel Level, bool JournalEnabled, SyslogEndpoint? Syslog, string AuditFilePath, TimeSpan AuditRetention);

/// <summary>A syslog server. <paramref name="Host"/> is a name or an address without brackets.</summary>
internal sealed record SyslogEndpoint(SyslogTransport Transport, string Host, int Port);

/// <summary>How syslog messages are sent.</summary>
internal enum SyslogTransport
{
    /// <summary>RFC 5426: one message per datagram.</summary>
    Udp,

    /// <summary>RFC 6587 section 3.4.1: octet counting over one TCP connection.</summary>
    Tcp,
}
