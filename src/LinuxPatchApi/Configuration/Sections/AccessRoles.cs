namespace LinuxPatchApi.Configuration.Sections;

/// <summary>How roles are spelled in the configuration, in answers and in the audit log.</summary>
internal static class AccessRoles
{
    /// <summary>By the number of the role.</summary>
    private static readonly string[] Words = ["none", "reader", "operator", "admin"];

    /// <summary>The roles that can be given.</summary>
    public static IEnumerable<string> Names => Words.Skip(1);

    public static string Word(AccessRole role) => Words[(int)role];

    /// <summary>Null for anything but the three words; "none" cannot be given.</summary>
    public static AccessRole? Parse(string word) => Array.IndexOf(Words, word) is > 0 and var role ? (AccessRole)role : null;
}
