using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tls;

/// <summary>Reads all certificate files of the configuration and reports everything that is wrong with them at once.</summary>
internal static class TlsLoader
{
    /// <param name="settings">Where the files are.</param>
    /// <param name="crlCopy">The agent's copy of the revocation list that it downloaded last; null when nothing is downloaded.</param>
    /// <param name="now">Wall clock.</param>
    public static TlsLoadResult Load(TlsSettings settings, string? crlCopy, DateTimeOffset now)
    {
        var problems = new List<TlsProblem>();
        X509Certificate2Collection? authorities = AuthorityFile.Load(settings.CaCertificatePath, now, problems);
        var server = ServerCertificateFile.Load(
            settings.ServerCertificatePath, ServerKeyFile.Choose(settings.ServerKeyPaths), now, problems);
        TlsMaterial? material = null;
        CrlSources? crls = null;
        if (authorities is not null && server is { } pair && !problems.Exists(problem => problem.IsFatal))
        {
            crls = LoadCrls(settings, crlCopy, authorities);
            CrlState crl = CrlDecision.Decide(former: null, crls, complaint: null, authorities);
            material = new TlsMaterial(pair.Server, pair.Chain, authorities, crl);
        }
        return new TlsLoadResult(material, crls, problems);
    }

    /// <summary>The revocation lists alone.</summary>
    public static CrlSources LoadCrls(TlsSettings settings, string? crlCopy, X509Certificate2Collection authorities) => new(
        CrlFile.Load(settings.CrlPath, authorities), crlCopy is null ? CrlState.None : CrlFile.Load(crlCopy, authorities));

    /// <summary>Every file that <see cref="Load"/> looks at, for a watch.</summary>
    public static IReadOnlyList<string> Paths(TlsSettings settings) =>
        [settings.CaCertificatePath, settings.ServerCertificatePath, .. settings.ServerKeyPaths, settings.CrlPath];
}
