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
        new(Judge(files.Current.Material?.Server, files.Current.CertificateReasonsAt(time.GetUtcNow()), time.GetUtcNow()));

    /// <param name="server">The certificate in force; null when there is none.</param>
    /// <param name="reasons">Other problems of certificates and revocation lists, as sentences.</param>
    public static CheckResult Judge(X509Certificate2? server, IReadOnlyList<string> reasons, DateTimeOffset now)
    {
        if (server is null)
        {
            return CheckResult.Fail(
                Name, "none", reasons.Count > 0 ? string.Join("; ", reasons) : "no usable certificate", Remedy) with
            { Reasons = reasons };
        }

        var until = new DateTimeOffset(server.NotAfter.ToUniversalTime());
        var seen = $"server certificate until {until:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        return until <= now
            ? CheckResult.Fail(Name, seen, "the server certificate has expired",
                "install a new certificate; it is taken up without a restart")
                with
            { Reasons = reasons.Count > 0 ? reasons : ["the server certificate has expired"] }
            : reasons.Count > 0 ? CheckResult.Warn(Name, seen, string.Join("; ", reasons), Remedy) with { Reasons = reasons }
            : CheckResult.Ok(Name, seen);
    }
}
