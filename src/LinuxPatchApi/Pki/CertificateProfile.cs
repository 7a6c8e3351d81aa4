using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Pki;

/// <summary>The content of issued certificates (RFC 5280). Extensions are chosen only here.</summary>
internal static class CertificateProfile
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public static CertificateRequest Authority(string commonName, ECDsa key)
    {
        var request = Begin(commonName, key);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        return request;
    }

    public static CertificateRequest Leaf(IssueRequest issue, ECDsa key, X509Certificate2 authority)
    {
        var request = Begin(issue.Name, key);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        var usage = issue.Use == CertificateUse.Server ? ServerAuthentication : ClientAuthentication;
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        if (AlternativeNames(issue) is { } names)
        {
            request.CertificateExtensions.Add(names);
        }
        return request;
    }

    private static CertificateRequest Begin(string commonName, ECDsa key)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static X509Extension? AlternativeNames(IssueRequest issue)
    {
        if (issue.Addresses.Count + issue.DnsNames.Count == 0)
        {
            return null;
        }
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in issue.DnsNames)
        {
            names.AddDnsName(name);
        }
        foreach (var address in issue.Addresses)
        {
            names.AddIpAddress(address);
        }
        return names.Build();
    }
}
