namespace LinuxPatchApi.Configuration.Sections;

/// <summary>What a client may do. Each role includes the ones before it.</summary>
internal enum AccessRole
{
    /// <summary>Nothing at all: roles are configured, and the certificate matches none of them.</summary>
    None,

    /// <summary>Everything that only reads.</summary>
    Reader,

    /// <summary>Jobs, patches, packages and services.</summary>
    Operator,

    /// <summary>Everything. Only this role may reboot the host and change the agent itself.</summary>
    Admin,
}

/// <summary>The names of the roles in the configuration, in answers and in the audit log.</summary>
internal static class AccessRoles
{
    /// <summary>Indexed by <see cref="AccessRole"/>.</summary>
    private static readonly string[] WireNames = ["none", "reader", "operator", "admin"];

    /// <summary>The roles that can be granted.</summary>
    public static IEnumerable<string> Names => WireNames.Skip(1);

    public static string WireName(AccessRole role) => WireNames[(int)role];

    /// <summary>Returns the role of that name. Null for any other text, and for "none", which cannot be granted.</summary>
    public static AccessRole? Parse(string name) => Array.IndexOf(WireNames, name) is > 0 and var role ? (AccessRole)role : null;
}
