namespace LinuxPatchApi.Configuration.Sections;

/// <summary>What a client may do. Each role may do everything that the ones before it may.</summary>
internal enum AccessRole
{
    /// <summary>Roles are configured, and the certificate matches none of them: nothing at all.</summary>
    None,

    /// <summary>Everything that only reads.</summary>
    Reader,

    /// <summary>Jobs, patches, packages and services.</summary>
    Operator,

    /// <summary>Everything; reboots and changes of the agent itself are for this role only.</summary>
    Admin,
}
