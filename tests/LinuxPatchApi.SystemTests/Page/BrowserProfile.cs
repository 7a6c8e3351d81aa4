using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Pki.Bundles;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Page;

/// <summary>
/// What a person sets up once: the client certificate imported from the PKCS#12 file that <c>setup</c> writes, and the authority trusted.
/// The policy answers Chromium's question for a certificate.
/// </summary>
internal static class BrowserProfile
{
    private const string Password = "import";

    private const string Policy = """{"AutoSelectCertificateForUrls":["{\"pattern\":\"https://*\",\"filter\":{}}"]}""";

    /// <summary>The home of a browser, in a directory of its own.</summary>
    public static async Task<string> CreateAsync(ClientIdentity identity)
    {
        var home = Directory.CreateTempSubdirectory("linux-patch-api-browser-").FullName;
        var store = Directory.CreateDirectory(Path.Combine(home, ".pki/nssdb")).FullName;
        var policies = Directory.CreateDirectory(Path.Combine(home, "etc/policies/managed")).FullName;
        await File.WriteAllTextAsync(Path.Combine(policies, "certificate.json"), Policy);
        await File.WriteAllTextAsync(Path.Combine(home, "ca.pem"), identity.Authority.ExportCertificatePem());
        using var key = identity.Own!.GetECDsaPrivateKey()!;
        await File.WriteAllBytesAsync(
            Path.Combine(home, "client.p12"),
            Pkcs12Writer.Write(identity.Own!, key.ExportPkcs8PrivateKey(), identity.Authority, "client", Password));
        await Command.RunAsync("certutil", "-N", "-d", $"sql:{store}", "--empty-password");
        await Command.RunAsync("pk12util", "-i", Path.Combine(home, "client.p12"), "-d", $"sql:{store}", "-W", Password, "-K", "");
        await Command.RunAsync("certutil", "-A", "-d", $"sql:{store}", "-n", "site", "-t", "CT,,", "-i", Path.Combine(home, "ca.pem"));
        return home;
    }
}
