using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.FakeManager;

/// <summary>The manager's own authority, and the certificates that it makes.</summary>
internal sealed class ManagerPki : IDisposable
{
    private const int LeafDays = 365;
    private const int SerialBytes = 16;
    private const int ClientSerialBytes = 20;
    private readonly List<byte[]> _revoked = [];
    private readonly TimeProvider _time;

    public ManagerPki(TimeProvider time, string name = "Fake Manager CA")
    {
        _time = time;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        Authority = request.CreateSelfSigned(Begin(TimeSpan.FromDays(-7)), Begin(TimeSpan.Zero).AddYears(10));
    }

    public X509Certificate2 Authority { get; }

    public string AuthorityPem => Authority.ExportCertificatePem();

    public void Dispose() => Authority.Dispose();

    /// <summary>Issues a server certificate with its key.</summary>
    /// <param name="ahead">How much later than now it begins.</param>
    /// <param name="days">Its lifetime; negative for one that has ended.</param>
    public X509Certificate2 Server(string fqdn, IPAddress address, TimeSpan ahead = default, int days = LeafDays)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={fqdn}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(fqdn);
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        var begin = days < 0 ? Begin(ahead).AddDays(days - 1) : Begin(ahead);
        var end = days < 0 ? Begin(ahead).AddDays(days) : begin.AddDays(days);
        using var bare = request.Create(Authority, begin, end, RandomNumberGenerator.GetBytes(SerialBytes));
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>The manager's own client certificate: for clients only, a serial of 20 bytes, neither alternative names nor key
    /// usage.</summary>
    public X509Certificate2 Client()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Fake Manager", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        var serial = RandomNumberGenerator.GetBytes(ClientSerialBytes);
        // Positive, and none of the bytes is left out.
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        var begin = Begin(TimeSpan.Zero);
        using var bare = request.Create(Authority, begin, begin.AddDays(LeafDays), serial);
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>Puts a certificate on the list.</summary>
    public void Revoke(byte[] serial) => _revoked.Add(serial);

    public string Crl()
    {
        var now = _time.GetUtcNow();
        var list = new CertificateRevocationListBuilder();
        _revoked.ForEach(serial => list.AddEntry(serial, now));
        var der = list.Build(
            Authority, now.ToUnixTimeSeconds(), now.AddDays(1), HashAlgorithmName.SHA256, thisUpdate: now);
        return PemEncoding.WriteString("X509 CRL", der);
    }

    public static string KeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private DateTimeOffset Begin(TimeSpan ahead) => _time.GetUtcNow().AddMinutes(-5) + ahead;
}
