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

    public DoctorCheck Configuration()
    {
        var problems = configuration.DegradedReason is { } reason ? allowList.DegradedReasons.Prepend(reason).ToList() : [.. allowList.DegradedReasons];
        return problems.Count == 0
            ? DoctorCheck.Ok("config", $"valid; {configuration.Current.Access.Summary}")
            : DoctorCheck.Warn("config", "an older version is in force", string.Join("; ", problems), "run 'linux-patch-api check-config'");
    }

    public DoctorCheck Certificates(DateTimeOffset now)
    {
        if (tls.Current is not { } material)
        {
            return DoctorCheck.Fail("certificates", "none", "no usable certificate", "run 'linux-patch-api check-config'");
        }

        var until = new DateTimeOffset(material.Server.NotAfter.ToUniversalTime());
        var seen = $"server certificate until {until:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        if (until <= now)
        {
            return DoctorCheck.Fail("certificates", seen, "the server certificate has expired", "install a new certificate; it is taken up without a restart");
        }

        return tls.DegradedReasons is { Count: > 0 } reasons
            ? DoctorCheck.Warn("certificates", seen, string.Join("; ", reasons), "run 'linux-patch-api check-config'")
            : DoctorCheck.Ok("certificates", seen);
    }
}
