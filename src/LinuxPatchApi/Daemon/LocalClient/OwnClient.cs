using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Daemon.LocalClient;

/// <summary>
/// Finds a client certificate with its key on this host, in the files that <c>pki issue --client</c> writes: <c>NAME.pem</c> and
/// <c>NAME.key.pem</c>. Reads them as all others: the certificate is the one that the key belongs to, wherever it is in its file.
/// </summary>
internal static class OwnClient
{
    /// <summary>Files per directory. Origin: a directory of certificates; a host with more is an authority.</summary>
    private const int MostFiles = 64;

    /// <param name="Found">Null when there is none that can be used.</param>
    /// <param name="Problem">Why not; null when there is one.</param>
    /// <param name="Failure">The same as a failed check, when a person named the files; else null.</param>
    internal sealed record Choice((X509Certificate2 Certificate, string Path)? Found, string? Problem, CheckResult? Failure = null)
    {
        /// <summary>True for one of a person, which may be meant for other hosts.</summary>
        public bool IsOfPerson { get; init; }
    }

    /// <summary>The certificate that a person has named.</summary>
    public static Choice Named(string certificate, string key, DateTimeOffset now)
    {
        var (own, problem) = Read(certificate, key, now);
        return own is not null ? new Choice((own, certificate), null) : new Choice(null, problem, CheckResult.Fail(
            RunningAgent.OwnClientName, certificate, problem!,
            "name a client certificate that is valid now with --cert, and its key with --key"));
    }

    /// <summary>The first valid client certificate by name.</summary>
    /// <param name="directories">Directories to search, the preferred one first.</param>
    public static Choice Choose(IEnumerable<string> directories, DateTimeOffset now)
    {
        string? passedOver = null;
        foreach (var path in directories.Distinct(StringComparer.Ordinal).SelectMany(Keys))
        {
            var certificate = path[..^".key.pem".Length] + ".pem";
            var (found, problem, isForClients) = Examine(certificate, path, now);
            if (found is not null)
            {
                return new Choice((found, certificate), null);
            }

            // The server's own pair is no client certificate that somebody hoped to use.
            passedOver ??= isForClients ? problem : null;
        }

        return new Choice(null, "no client certificate on this host" + (passedOver is null ? "" : $" that is usable ({passedOver})"));
    }

    /// <returns>Null when no usable one exists.</returns>
    public static (X509Certificate2 Certificate, string Path)? Find(IEnumerable<string> directories, DateTimeOffset now) =>
        Choose(directories, now).Found;

    /// <summary>Null when it is missing, not for clients, not valid now, or does not match the key.</summary>
    public static X509Certificate2? Load(string certificate, string key, DateTimeOffset now) => Read(certificate, key, now).Own;

    /// <summary>Exactly one of the results is set; the problem begins with the path that it is about.</summary>
    public static (X509Certificate2? Own, string? Problem) Read(string certificate, string key, DateTimeOffset now)
    {
        var (own, problem, _) = Examine(certificate, key, now);
        return (own, problem);
    }

    /// <returns>As <see cref="Read"/>, and false for a certificate that is for something else than clients.</returns>
    private static (X509Certificate2? Own, string? Problem, bool IsForClients) Examine(string certificate, string key, DateTimeOffset now)
    {
        var (all, problem) = Blocks(certificate, PemKind.Certificate, "holds no PEM certificate (-----BEGIN CERTIFICATE-----)");
        var (keys, keyProblem) = all is null ? default : Blocks(key, PemKind.PrivateKey, "holds no unencrypted PEM private key");
        if (all is null || keys is null)
        {
            return (null, problem ?? keyProblem, true);
        }

        try
        {
            return Join(all, keys[0]) is not { } own ? (null, $"{key}: is not the key of a certificate in {certificate}", true)
                : !IsForClients(own) ? (null, $"{certificate}: is not a client certificate (extended key usage lacks clientAuth)", false)
                : WhyNotNow(own, now) is { } unusable ? (null, $"{certificate}: {unusable}", true)
                : (own, null, true);
        }
        catch (CryptographicException)
        {
            return (null,
                $"{key}: holds a damaged private key, or one that is neither ECDSA nor RSA, or {certificate} a damaged certificate",
                true);
        }
        finally
        {
            keys.ForEach(block => block.Clear());
        }
    }

    private static X509Certificate2? Join(List<PemBlock> certificates, PemBlock block)
    {
        using var elliptic = ServerKey.ReadElliptic(block);
        using var rsa = elliptic is null ? ServerKey.ReadRsa(block) : null;
        foreach (var one in certificates)
        {
            using var certificate = X509CertificateLoader.LoadCertificate(one.Der);
            if (ServerKey.Join(certificate, elliptic, rsa) is { } own)
            {
                return own;
            }
        }

        return null;
    }

    /// <summary>An agent requires an explicit extended key usage.</summary>
    private static bool IsForClients(X509Certificate2 own) =>
        own.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any() && CertificateUsage.Allows(own, CertificateUsage.Client);

    private static string? WhyNotNow(X509Certificate2 own, DateTimeOffset now)
    {
        DateTimeOffset begin = own.NotBefore.ToUniversalTime(), end = own.NotAfter.ToUniversalTime();
        return now < begin ? $"is valid from {begin:u} on; is the clock right?"
            : now >= end ? $"expired on {end:u}"
            : null;
    }

    private static (List<PemBlock>? Blocks, string? Problem) Blocks(string path, PemKind kind, string none)
    {
        var file = BoundedFile.Read(path, TlsLimits.MaxPemBytes);
        if (file.Bytes is not { } bytes)
        {
            return (null, file.Problem!.ToString());
        }

        var content = PemReader.Read(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        var blocks = content.Blocks.Where(block => block.Kind == kind).ToList();
        return content.Findings.FirstOrDefault(finding => finding.IsDamage) is { } damage ? (null, $"{path}: {damage}")
            : blocks.Count == 0 ? (null, $"{path}: {none}")
            : (blocks, null);
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
