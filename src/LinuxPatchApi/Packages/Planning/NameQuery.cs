namespace LinuxPatchApi.Packages.Planning;

/// <summary>The <c>name</c> query of lists: a glob, or a substring when it has no wildcard (contract section 5).</summary>
internal static class NameQuery
{
    public static bool Matches(string query, string name) =>
        NameGlob.HasWildcard(query) ? NameGlob.Matches(query, name) : name.Contains(query, StringComparison.OrdinalIgnoreCase);
}
