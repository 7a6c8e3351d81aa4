namespace LinuxPatchApi.Packages.Families;

/// <summary>
/// How severe the security advisories of versions are that the engine does not list: it tells the severity of a listed update, and of one
/// that this has overtaken only what it fixes.
/// </summary>
internal interface IAdvisorySeverities
{
    /// <summary>
    /// Returns the worst severity of each build's security advisories, by <see cref="KeyOf"/>; a build without one is left out. Null when
    /// some advisories cannot be read.
    /// </summary>
    /// <param name="names">Only packages of these names.</param>
    IReadOnlyDictionary<string, string>? Of(IReadOnlySet<string> names, CancellationToken cancellationToken);

    public static string KeyOf(string name, string version, string architecture) => $"{name};{version};{architecture}";
}
