namespace LinuxPatchApi.Configuration.Sections;

/// <summary><paramref name="ServerKeyPaths"/>: the first that exists is used; one path when the setting was given.</summary>
internal sealed record TlsSettings(
    string CaCertificatePath, string ServerCertificatePath, IReadOnlyList<string> ServerKeyPaths, string CrlPath, CrlPolicy CrlPolicy)
{
    /// <summary>From one download of the revocation list to the next.</summary>
    public TimeSpan CrlRefresh { get; init; } = TimeSpan.FromHours(1);
}
