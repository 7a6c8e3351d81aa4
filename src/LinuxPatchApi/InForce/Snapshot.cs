using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.InForce;

/// <summary>What is in force of configuration, certificates and allow-list at one moment. Never changes: a reload makes another one.</summary>
/// <param name="Material">Certificates and revocation lists; null until they were good once.</param>
internal sealed record Snapshot(Settings Settings, TlsMaterial? Material, AllowList Allowed)
{
    public CrlState? Crl => Material?.Crl;

    public DateTimeOffset? CertificateFrom => Material is { } material ? new DateTimeOffset(material.Server.NotBefore.ToUniversalTime()) : null;

    public DateTimeOffset? CertificateUntil => Material is { } material ? new DateTimeOffset(material.Server.NotAfter.ToUniversalTime()) : null;

    /// <summary>What of configuration and allow-list is not as their files say, in sentences; empty when all is well.</summary>
    public IReadOnlyList<string> ConfigurationReasons { get; init; } = [];

    /// <summary>The same of the certificates. Those of the revocation list come with time: <see cref="CertificateReasonsAt"/>.</summary>
    public IReadOnlyList<string> CertificateReasons { private get; init; } = [];

    /// <summary>That nobody may connect; null when the allow-list names somebody.</summary>
    public string? Nobody { get; init; }

    public IReadOnlyList<string> CertificateReasonsAt(DateTimeOffset now) =>
        Crl?.DegradedReasonAt(now) is { } crl ? [.. CertificateReasons, crl] : CertificateReasons;
}

/// <summary>Where the snapshot in force is found.</summary>
internal interface ISnapshots
{
    /// <summary>Read once for each piece of work, so that all of it is judged by the same rules. Free of locks.</summary>
    Snapshot Current { get; }

    /// <summary>Another snapshot is in force. Handlers must not block or throw.</summary>
    event Action<Snapshot>? Changed;
}
