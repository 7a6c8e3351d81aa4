using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>CA bundles: certificates, or problems that say why not.</summary>
internal static class PemTarget
{
    private static readonly string File = Path.Combine(Path.GetTempPath(), $"lpa-fuzz-{Environment.ProcessId}.pem");

    public static void Check(byte[] input)
    {
        System.IO.File.WriteAllBytes(File, input);
        try
        {
            Allocations.Bounded(
                input,
                () =>
                {
                    var problems = new List<TlsProblem>();
                    var certificates = PemCertificates.Load(File, [], problems);
                    Violation.Unless(certificates is not null || problems.Count > 0, "neither certificates nor a problem");
                });
        }
        finally
        {
            System.IO.File.Delete(File);
        }
    }

    public static IEnumerable<byte[]> Seeds() =>
        [CrlTarget.CertificatePem(), [.. CrlTarget.CertificatePem(), (byte)'\n', .. CrlTarget.CertificatePem()]];
}
