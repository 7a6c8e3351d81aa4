using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Daemon;

/// <summary>A client certificate with its key that lies on this host, as <c>pki issue --client</c> leaves it: <c>NAME.pem</c> and <c>NAME.key.pem</c>.</summary>
internal static class OwnClient
{
    /// <summary>Origin: a directory of certificates; a host that keeps more is an authority.</summary>
    private const int MostFiles = 64;

    /// <summary>The first that is for clients and valid, in the order of their names.</summary>
    /// <param name="directories">Where to look, the best place first.</param>
    /// <returns>Null when there is none that can be read.</returns>
    public static (X509Certificate2 Certificate, string Path)? Find(IEnumerable<string> directories, DateTimeOffset now)
    {
        foreach (var path in directories.Distinct(StringComparer.Ordinal).SelectMany(Keys))
        {
            var certificate = path[..^".key.pem".Length] + ".pem";
            if (Load(certificate, path, now) is { } found)
            {
                return (found, certificate);
            }
        }

        return null;
    }

    /// <summary>Null when it is not there, not for clients, not valid now, or its key is another one.</summary>
    public static X509Certificate2? Load(string certificate, string key, DateTimeOffset now)
    {
        try
        {
            var found = X509Certificate2.CreateFromPemFile(certificate, key);
            // The agent wants the usage to be named.
            if (found.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any() && CertificateUsage.Allows(found, CertificateUsage.Client) && found.NotBefore.ToUniversalTime() <= now && now < found.NotAfter.ToUniversalTime())
            {
                return found;
            }

            found.Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Keys(string directory)
    {
        try
        {
            return Directory.EnumerateFiles(directory, "*.key.pem").Take(MostFiles).Order(StringComparer.Ordinal).ToList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
