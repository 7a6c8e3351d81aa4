namespace LinuxPatchApi.Configuration.Sections;

/// <summary><paramref name="Rules"/> is null when there is no <c>access.roles</c>: every certificate of the CA is admin.</summary>
internal sealed record AccessSettings(IReadOnlyList<RoleRule>? Rules)
{
    /// <summary>For people: how many patterns there are.</summary>
    public string Summary => Rules is null ? "every certificate of the CA is admin" : $"roles by {Rules.Count} patterns";
}
