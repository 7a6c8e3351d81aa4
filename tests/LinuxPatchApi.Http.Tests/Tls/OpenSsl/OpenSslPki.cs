using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Tls.OpenSsl;

/// <summary>Certificates of all kinds, good and bad, made by <c>openssl</c> for this run and deleted after it.</summary>
public sealed class OpenSslPki : IAsyncLifetime
{
    private const string Configuration = """
        [ca]
        default_ca = any
        [any]
        database = index
        new_certs_dir = issued
        serial = serial
        rand_serial = yes
        default_md = sha256
        default_days = 30
        policy = names
        unique_subject = no
        [names]
        O = optional
        CN = supplied
        [req]
        distinguished_name = none
        [none]
        """;

    private readonly Dictionary<string, string[]> _chains = [];

    /// <summary>The directory of the files.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("lpa-openssl-").FullName;

    /// <summary>The configured CA bundle.</summary>
    public X509Certificate2Collection Authorities { get; } = [];

    /// <summary>Serial numbers that count as revoked.</summary>
    public HashSet<string> Revoked { get; } = [];

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path("any.cnf"), Configuration);
        await File.WriteAllTextAsync(Path("index"), "");
        System.IO.Directory.CreateDirectory(Path("issued"));
        foreach (var specimen in Specimens.All)
        {
            await MakeAsync(specimen);
        }
        foreach (var name in Specimens.Roots)
        {
            Authorities.Add(Load(name));
        }
        foreach (var name in Specimens.Revoked)
        {
            using var certificate = Load(name);
            Revoked.Add(certificate.SerialNumber);
        }
        await Specimens.MakeUnprovableKeyAsync(this);
        await File.WriteAllTextAsync(
            Path("ca-1.and-root"), await File.ReadAllTextAsync(Path("ca-1.pem")) + await File.ReadAllTextAsync(Path("root.pem")));
        // Above 100 KiB, OpenSSL's limit for the certificates of one handshake.
        await File.WriteAllTextAsync(
            Path("many.pem"), string.Concat(Enumerable.Repeat(await File.ReadAllTextAsync(Path("ca-1.pem")), 400)));
    }

    public ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return default;
    }

    /// <summary>The policy of a server that trusts <see cref="Authorities"/>.</summary>
    internal ClientCertificatePolicy Policy() => new(Authorities, (_, chain) =>
        chain.ChainElements.Any(element => Revoked.Contains(element.Certificate.SerialNumber))
            ? RevocationVerdict.Revoked
            : RevocationVerdict.Good);

    /// <summary>A certificate without its key.</summary>
    internal X509Certificate2 Load(string name) => X509CertificateLoader.LoadCertificateFromFile(Path(name + ".pem"));

    /// <summary>The CAs between a certificate and its root.</summary>
    internal X509Certificate2Collection Intermediates(string name) => [.. _chains[name].Select(Load)];

    /// <summary>Arguments that make s_client use this client's certificate.</summary>
    internal IEnumerable<string> ClientArguments(string name) =>
        [
            "-cert", name + ".pem", "-key", name + ".key",
            .. _chains[name].Length == 0 ? Array.Empty<string>() : ["-cert_chain", name + ".chain"],
        ];

    internal string Path(string file) => System.IO.Path.Combine(Directory, file);

    private async Task MakeAsync(Specimen specimen)
    {
        var name = specimen.Name;
        await File.WriteAllTextAsync(Path(name + ".ext"), specimen.Extensions.Replace("; ", "\n", StringComparison.Ordinal) + "\n");
        await OpenSslProcess.RunAsync(Directory, ["genpkey", .. specimen.Key.Split(' '), "-out", name + ".key"]);
        await OpenSslProcess.RunAsync(
            Directory, "req", "-new", "-config", "any.cnf", "-key", name + ".key", "-subj", specimen.Subject, "-out", name + ".csr");
        string[] signer = specimen.Issuer is { } issuer
            ? ["-cert", issuer + ".pem", "-keyfile", issuer + ".key"]
            : ["-selfsign", "-keyfile", name + ".key"];
        await OpenSslProcess.RunAsync(
            Directory, ["ca", "-batch", "-notext", "-config", "any.cnf", .. signer, "-in", name + ".csr", "-extfile", name + ".ext",
                "-out", name + ".pem", .. specimen.Options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        _chains[name] = ChainOf(specimen);
        await File.WriteAllTextAsync(
            Path(name + ".chain"),
            string.Concat(await Task.WhenAll(_chains[name].Select(link => File.ReadAllTextAsync(Path(link + ".pem"))))));
    }

    private static string[] ChainOf(Specimen specimen)
    {
        var chain = new List<string>();
        for (var above = specimen.Issuer; above is not null;)
        {
            var issuer = Specimens.All.Single(one => one.Name == above);
            above = issuer.Issuer;
            if (above is not null)
            {
                chain.Add(issuer.Name);
            }
        }
        return [.. chain];
    }
}
