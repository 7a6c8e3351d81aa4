using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Checks;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Doctor;

/// <summary>Checks that the certificate files are in force and valid.</summary>
internal sealed class CertificatesCheck(ISnapshots files, TimeProvider time) : ICheck
{
    public const string Name = "certificates";

    private const string Remedy = "run 'linux-patch-api check-config'";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(Judge(
            files.Current.Material?.Server, files.Current.CertificateReasonsAt(time.GetUtcNow()), time.GetUtcNow(),
            MissingCertificates.Remedy(files.Current.Settings.Tls), files.Current.Settings.Enrollment.RenewalThreshold,
            files.Current.RefusesAllAt(time.GetUtcNow())));

    /// <param name="server">The certificate in force; null when there is none.</param>
    /// <param name="reasons">Other problems of certificates and revocation lists, as sentences.</param>
    /// <param name="missing">The remedy for files that do not exist; null when all do.</param>
    /// <param name="refusesAll">See <see cref="Snapshot.RefusesAllAt"/>.</param>
    /// <param name="urgent">Time before the expiry from which the check fails: nothing but a person renews the certificate.</param>
    public static CheckResult Judge(
        X509Certificate2? server, IReadOnlyList<string> reasons, DateTimeOffset now, string? missing = null, TimeSpan urgent = default,
        string? refusesAll = null)
    {
        if (server is null)
        {
            return CheckResult.Fail(
                Name, "none", reasons.Count > 0 ? string.Join("; ", reasons) : "no usable certificate",
                missing ?? Remedy) with
            { Reasons = reasons };
        }

        var until = new DateTimeOffset(server.NotAfter.ToUniversalTime());
        var seen = $"server certificate until {until:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        return until <= now
            ? CheckResult.Fail(Name, seen, "the server certificate has expired",
                "install a new certificate; it is taken up without a restart")
                with
            { Reasons = reasons.Count > 0 ? reasons : ["the server certificate has expired"] }
            : refusesAll is not null ? CheckResult.Fail(
                Name, seen, refusesAll, "put a current list of the CA at tls.crl_path; it is taken up without a restart") with
            { Reasons = reasons }
            : until - now <= Least(urgent, until - server.NotBefore.ToUniversalTime()) ? CheckResult.Fail(Name, seen,
                $"the server certificate expires in {(int)(until - now).TotalDays} days, and every client will refuse this host then",
                "have it re-issued in the manager and import it: linux-patch-api pki import --manager-json FILE; "
                + "or install one of your own CA")
                with
            { Reasons = reasons.Count > 0 ? reasons : [$"the server certificate expires on {until:yyyy-MM-dd'T'HH:mm:ss'Z'}"] }
            : reasons.Count > 0 ? CheckResult.Warn(Name, seen, string.Join("; ", reasons), Remedy) with { Reasons = reasons }
            : CheckResult.Ok(Name, seen);
    }

    /// <summary>A certificate that lives for days only is renewed by a program, and is not urgent for all its life.</summary>
    private static TimeSpan Least(TimeSpan urgent, TimeSpan lifetime) =>
        lifetime / TlsLimits.ExpiresSoonPart is var part && part < urgent ? TimeSpan.Zero : urgent;
}
