namespace LinuxPatchApi.Configuration.Sections;

/// <summary><paramref name="ServerKeyPaths"/>: the first that exists is used; one path when the setting was given.</summary>
internal sealed record TlsSettings(
    string CaCertificatePath, string ServerCertificatePath, IReadOnlyList<string> ServerKeyPaths, string CrlPath, CrlPolicy CrlPolicy);
