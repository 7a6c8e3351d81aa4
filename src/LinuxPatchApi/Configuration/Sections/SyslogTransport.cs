namespace LinuxPatchApi.Configuration.Sections;

internal enum SyslogTransport
{
    /// <summary>RFC 5426: one message a datagram.</summary>
    Udp,

    /// <summary>RFC 6587 section 3.4.1: octet counting on one TCP connection.</summary>
    Tcp,
}
