using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Daemon.LocalClient;

/// <summary>
/// Finds a client certificate with its key on this host, in the files that <c>pki issue --client</c> writes: <c>NAME.pem</c> and
/// <c>NAME.key.pem</c>.
/// </summary>
internal static class OwnClient
{
    /// <summary>Files per directory. Origin: a directory of certificates; a host with more is an authority.</summary>
    private const int MostFiles = 64;

    /// <summary>Returns the first valid client certificate by name.</summary>
    /// <param name="directories">Directories to search, the preferred one first.</param>
    /// <returns>Null when no readable one exists.</returns>
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

    /// <summary>Null when it is missing, not for clients, not valid now, or does not match the key.</summary>
    public static X509Certificate2? Load(string certificate, string key, DateTimeOffset now)
    {
        try
        {
            var found = X509Certificate2.CreateFromPemFile(certificate, key);
            // The agent requires an explicit extended key usage.
            if (found.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any() && CertificateUsage.Allows(found, CertificateUsage.Client)
                && found.NotBefore.ToUniversalTime() <= now && now < found.NotAfter.ToUniversalTime())
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
