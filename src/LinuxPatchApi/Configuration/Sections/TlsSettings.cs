namespace LinuxPatchApi.Configuration.Sections;

/// <summary>Section <c>tls</c>.</summary>
/// <param name="ServerKeyPaths">The first existing file is used. A single path when the setting is given.</param>
internal sealed record TlsSettings(
    string CaCertificatePath, string ServerCertificatePath, IReadOnlyList<string> ServerKeyPaths, string CrlPath, CrlPolicy CrlPolicy)
{
    /// <summary>Time between two downloads of the revocation list.</summary>
    public TimeSpan CrlRefresh { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The directory of an enrolment, when the files are from there; null when they are the operator's.</summary>
    public string? Enrolled { get; init; }

    /// <summary>What the configuration names while the files of an enrolment are in force; null otherwise.</summary>
    public TlsSettings? Configured { get; init; }
}

/// <summary>The effect of a missing, expired or invalid revocation list on clients.</summary>
internal enum CrlPolicy
{
    /// <summary>Clients are checked against the last good list, or none; health is degraded.</summary>
    KeepServing,

    /// <summary>Every client whose issuer has no current list is refused.</summary>
    Refuse,
}
