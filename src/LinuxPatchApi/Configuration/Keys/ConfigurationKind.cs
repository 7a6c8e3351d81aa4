namespace LinuxPatchApi.Configuration.Keys;

/// <summary>The type of a value. <c>KeyValues</c> has one reader for each.</summary>
internal enum ConfigurationKind
{
    /// <summary>A decimal integer within the key's limits.</summary>
    Integer,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>One of the key's choices.</summary>
    Choice,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>The absolute path of a file or directory.</summary>
    Path,

    /// <summary>One IP address or a list of them.</summary>
    Addresses,

    /// <summary>One IP address.</summary>
    Address,

    /// <summary>A list of systemd unit names or patterns.</summary>
    Units,

    /// <summary>Roles, each with its certificate patterns.</summary>
    Roles,

    /// <summary>An https URL.</summary>
    Url,

    /// <summary><c>[udp://|tcp://]host[:port]</c>.</summary>
    SyslogServer,
}
