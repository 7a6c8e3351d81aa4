using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.InForce;

/// <summary>Configuration, certificates and allow-list in force at one moment. Immutable: a reload creates another one.</summary>
/// <param name="Material">Certificates and revocation lists; null until they were valid once.</param>
internal sealed record Snapshot(Settings Settings, TlsMaterial? Material, AllowList Allowed)
{
    /// <summary>A manager revokes the certificate of a host as it issues the next one.</summary>
    private const string Revoked = "the server certificate is on its CA's revocation list; it is served until another one is installed "
        + "(linux-patch-api pki import --manager-json FILE)";

    public CrlState? Crl => Material?.Crl;

    public DateTimeOffset? CertificateFrom =>
        Material is { } material ? new DateTimeOffset(material.Server.NotBefore.ToUniversalTime()) : null;

    public DateTimeOffset? CertificateUntil =>
        Material is { } material ? new DateTimeOffset(material.Server.NotAfter.ToUniversalTime()) : null;

    /// <summary>Where configuration and allow-list in force differ from their files, as sentences; empty when they agree.</summary>
    public IReadOnlyList<string> ConfigurationReasons { get; init; } = [];

    /// <summary>
    /// The same for the certificates. The revocation list adds its own, which depend on the time: <see cref="CertificateReasonsAt"/>.
    /// </summary>
    public IReadOnlyList<string> CertificateReasons { private get; init; } = [];

    /// <summary>A sentence that nobody may connect; null when the allow-list has entries.</summary>
    public string? Nobody { get; init; }

    /// <summary>When the next part of it expires; null when none will.</summary>
    public DateTimeOffset? Ends { get; init; }

    public IReadOnlyList<string> CertificateReasonsAt(DateTimeOffset now) =>
    [
        .. CertificateReasons,
        .. Crl?.DegradedReasonAt(now) is { } crl ? new[] { crl } : [],
        .. Material is { } own
            && ChainCheck.Judge(own.Crl, [own.Server, .. own.Chain], CrlPolicy.KeepServing, now) == ChainVerdict.Revoked
                ? new[] { Revoked } : [],
    ];

    /// <summary>Why every client is refused although the certificates are in order; null when that is not so.</summary>
    public string? RefusesAllAt(DateTimeOffset now) => Settings.Tls.CrlPolicy == CrlPolicy.Refuse && Crl is { } crl
        && (crl.IsIncomplete || (crl.Unplaced.Count == 0 && crl.Lists.All(list => list.NextUpdate < now)))
            ? "tls.crl_policy is refuse and no revocation list is valid, so every client is refused: "
                + (crl.DegradedReasonAt(now) ?? "there is none")
            : null;
}

/// <summary>Provides the snapshot in force.</summary>
internal interface ISnapshots
{
    /// <summary>Read once for each piece of work, so that all of it follows the same rules. Takes no lock.</summary>
    Snapshot Current { get; }

    /// <summary>Raised when another snapshot is in force. Handlers must neither block nor throw.</summary>
    event Action<Snapshot>? Changed;
}
