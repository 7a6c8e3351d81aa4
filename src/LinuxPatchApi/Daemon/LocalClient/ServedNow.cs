using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Doctor;
using LinuxPatchApi.Init;

namespace LinuxPatchApi.Daemon.LocalClient;

/// <summary>
/// What files on disk that cannot be used mean while an agent runs, which could not be asked: it goes on with what it read before, and the
/// next start, at the next boot at the latest, finds the files: a failure. For the doctor command. Pure.
/// </summary>
internal static class ServedNow
{
    /// <param name="served">The certificate that the running agent shows; null when it showed none to this address.</param>
    /// <param name="fatal">Why the files on disk cannot be served with.</param>
    /// <param name="remedy">What to do about them.</param>
    public static CheckResult Certificates(X509Certificate2? served, IReadOnlyList<string> fatal, string remedy) => CheckResult.Fail(
        CertificatesCheck.Name,
        served is null ? "the running agent's certificate was not shown" : $"served now: server certificate {Until(served)}",
        $"the running agent goes on with the certificates that it read before, and a restart would leave this host without an agent: "
            + string.Join("; ", fatal),
        $"{remedy}; they are taken up without a restart");

    /// <summary>A certificate on disk that is another one than is shown; null when they agree or it is not known.</summary>
    public static CheckResult? OtherCertificate(X509Certificate2? served, X509Certificate2 onDisk) =>
        served is null || served.RawDataMemory.Span.SequenceEqual(onDisk.RawDataMemory.Span) ? null
        : CheckResult.Warn(
            CertificatesCheck.Name, $"served now: server certificate {Until(served)}",
            $"the file on disk is another one ({Until(onDisk)}), which a restart would serve",
            $"the agent takes it up within seconds; where it does not: '{InitCommands.Here.Reload("linux-patch-api")}'");

    /// <param name="error">Why the file cannot be used.</param>
    public static CheckResult AllowList(string path, string error) => CheckResult.Fail(
        AllowListCheck.Name, "the file cannot be used",
        $"the running agent goes on with the list that it read before, and after a restart nobody may connect: {error}", $"correct {path}");

    /// <param name="errors">All mistakes of the file.</param>
    public static CheckResult Configuration(string errors) => CheckResult.Fail(
        ConfigCheck.Name, "the file cannot be used",
        $"the running agent goes on with the configuration that it read before, and a restart would leave this host without an agent: "
            + $"{errors}",
        "correct the file; 'linux-patch-api check-config' shows every mistake");

    private static string Until(X509Certificate2 certificate) =>
        $"{certificate.SerialNumber} until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'}";
}
