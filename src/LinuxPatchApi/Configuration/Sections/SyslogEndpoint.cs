namespace LinuxPatchApi.Configuration.Sections;

/// <summary>A syslog server. <paramref name="Host"/> is a name or an address without brackets.</summary>
internal sealed record SyslogEndpoint(SyslogTransport Transport, string Host, int Port);
