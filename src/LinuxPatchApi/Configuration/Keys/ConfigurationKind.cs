namespace LinuxPatchApi.Configuration.Keys;

/// <summary>What a value has to be. Each kind has one reader in <c>KeyValues</c>.</summary>
internal enum ConfigurationKind
{
    /// <summary>Decimal number within the key's limits.</summary>
    Integer,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>One of the key's words.</summary>
    Choice,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>Absolute path of a file or directory.</summary>
    Path,

    /// <summary>One IP address or a list of them.</summary>
    Addresses,

    /// <summary>One IP address.</summary>
    Address,

    /// <summary>A list of names of systemd units or patterns of them.</summary>
    Units,

    /// <summary>Roles, each with its patterns of certificates.</summary>
    Roles,

    /// <summary>An https URL.</summary>
    Url,

    /// <summary><c>[udp://|tcp://]host[:port]</c>.</summary>
    SyslogServer,
}
