using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tests.Tls;

/// <summary>A root, an intermediate below it and a client of that one.</summary>
internal sealed class IntermediatePki : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch.AddYears(40);
    private static readonly DateTimeOffset Until = DateTimeOffset.UnixEpoch.AddYears(200);
    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _issuer;

    public IntermediatePki()
    {
        Root = Authority("CN=Root of three", _rootKey).CreateSelfSigned(From, Until);
        Intermediate = Authority("CN=Middle of three", _key).Create(Root, From, Until, [2]);
        _issuer = Intermediate.CopyWithPrivateKey(_key);
        var leaf = new CertificateRequest("CN=client", _leafKey, HashAlgorithmName.SHA256);
        leaf.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        Leaf = leaf.Create(_issuer, From, Until, [3]);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Intermediate { get; }

    public X509Certificate2 Leaf { get; }

    public void WriteTo(string path, bool withIntermediate) =>
        File.WriteAllText(path, Root.ExportCertificatePem() + "\n" + (withIntermediate ? Intermediate.ExportCertificatePem() + "\n" : ""));

    /// <summary>The intermediate's list, in DER.</summary>
    public byte[] List(X509Certificate2? revoked)
    {
        var list = new CertificateRevocationListBuilder();
        if (revoked is not null)
        {
            list.AddEntry(revoked, From);
        }

        return list.Build(_issuer, 1, Until, HashAlgorithmName.SHA256, thisUpdate: From);
    }

    public void Dispose()
    {
        foreach (var one in new IDisposable[] { Root, Intermediate, Leaf, _issuer, _rootKey, _key, _leafKey })
        {
            one.Dispose();
        }
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }
}
