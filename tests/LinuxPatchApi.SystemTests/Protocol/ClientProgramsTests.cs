using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Protocol;

/// <summary>
/// Programs and libraries that others wrote, each with an implementation of TLS behind it: they are answered, and hear why when they are
/// not.
/// </summary>
public sealed class ClientProgramsTests(ClientProgramsHost host) : IClassFixture<ClientProgramsHost>
{
    private const string Request = @"printf 'GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'";

    private string Folder => host.Sandbox.ClientFiles;

    public static TheoryData<string> Programs => ["curl", "curl -0", "openssl", "gnutls-cli", "python3-requests", "node", "go"];

    /// <summary>A certificate, and the words by which OpenSSL and Go, GnuTLS tell its alert.</summary>
    public static TheoryData<string, string, string, string> Refusals => new()
    {
        { "", "certificate required", "certificate required", "Certificate is required" },
        { "foreign", "unknown ca", "unknown certificate authority", "CA is unknown" },
        { "usage", "unsupported certificate", "unsupported certificate", "not supported" },
        { "expired", "certificate expired", "expired certificate", "expired" },
        { "revoked", "certificate revoked", "revoked certificate", "revoked" },
        { "future", "bad certificate", "bad certificate", "Certificate is bad" },
        { "weak", "bad certificate", "bad certificate", "Certificate is bad" },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Case49_Every_program_is_answered(string program) =>
        Assert.Contains("200", await QueryAsync(program, "client"), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Case30_Every_program_hears_an_alert_that_says_why(string certificate, string openSsl, string go, string gnuTls)
    {
        // Go has no Ed448 and sends no such certificate.
        foreach (var program in Programs.Where(p => certificate != "weak" || p.Data != "go"))
        {
            var heard = await QueryAsync(program, certificate);
            var wanted = program.Data switch { "go" => go, "gnutls-cli" => gnuTls, _ => openSsl };
            Assert.Contains(wanted, heard, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("HTTP/1", heard, StringComparison.Ordinal);
        }
    }

    private async Task<string> QueryAsync(string program, string certificate)
    {
        var (address, url) = (host.Client.Address, $"https://{host.Client.Address}:12443/health");
        var files = $"--cert {Folder}/{certificate}.pem --key {Folder}/{certificate}.key.pem";
        var clients = Path.Combine(TestBed.Repository, "tests/LinuxPatchApi.SystemTests/Protocol/Clients");
        var named = certificate.Length > 0;
        var line = program switch
        {
            "curl" or "curl -0" => $"{program} -s -S -i -m 20 --cacert {Folder}/ca.pem {(named ? files : "")} {url}",
            "openssl" => $"({Request}; sleep 2) | timeout 20 openssl s_client -connect {address}:12443 -CAfile {Folder}/ca.pem -quiet "
                + (named ? $"-cert {Folder}/{certificate}.pem -key {Folder}/{certificate}.key.pem" : ""),
            // It sends the certificate whatever authorities the server names only when it is asked to.
            "gnutls-cli" => $"({Request}; sleep 2) | timeout 20 gnutls-cli --port 12443 {address} --x509cafile {Folder}/ca.pem "
                + (named ? $"--x509certfile {Folder}/{certificate}.pem --x509keyfile {Folder}/{certificate}.key.pem" : ""),
            "python3-requests" => $"/usr/bin/python3 {clients}/health.py {url} {Folder} {certificate}",
            "node" => $"node {clients}/health.js {url} {Folder} {certificate}",
            _ => $"go run {clients}/health.go {url} {Folder} {certificate}",
        };
        return (await Command.TryAsync("bash", "-c", line)).Text;
    }
}
