using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Doctor;

/// <summary>How configuration, certificates and allow-list stand: what is in force and what of the newest files is not.</summary>
internal sealed class ReloadState(ConfigurationKeeper configuration, TlsKeeper tls, AllowListKeeper allowList)
{
    public Settings Settings => configuration.Current;

    public CrlState? Crl => tls.Current?.Crl;

    public DateTimeOffset? CertificateFrom => tls.Current is { } material ? new DateTimeOffset(material.Server.NotBefore.ToUniversalTime()) : null;

    public DateTimeOffset? CertificateUntil => tls.Current is { } material ? new DateTimeOffset(material.Server.NotAfter.ToUniversalTime()) : null;

    /// <summary>Other objects whenever something of this was taken up or refused.</summary>
    public (object? Configuration, object Tls, object AllowList) Revision => (configuration.DegradedReason, tls.Revision, allowList.DegradedReasons);

    /// <summary>Everything in force that is not what the files say, in words; empty when all is well.</summary>
    public IReadOnlyList<string> DegradedReasons =>
        [.. configuration.DegradedReason is { } reason ? new[] { reason } : [], .. tls.DegradedReasons, .. allowList.DegradedReasons];

    /// <summary>What the reader of the configuration remarked on, for a process that has just read it.</summary>
    public IReadOnlyList<string> Findings { private get; init; } = [];

    /// <summary>What of configuration and allow-list is wrong, in words.</summary>
    public IReadOnlyList<string> ConfigurationReasons => [.. Findings, .. configuration.DegradedReason is { } reason ? new[] { reason } : [], .. allowList.DegradedReasons];

    public IReadOnlyList<string> CertificateReasons => tls.DegradedReasons;

    public TlsMaterial? Material => tls.Current;

    public AllowList Allowed => allowList.Current;

    /// <summary>That nobody may connect; null when the file names somebody.</summary>
    public string? Nobody => allowList.Nobody;
}
