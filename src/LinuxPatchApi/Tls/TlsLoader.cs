using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tls.Pem;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tls;

/// <summary>Reads all certificate files of the configuration and reports all their problems at once.</summary>
internal static class TlsLoader
{
    /// <param name="settings">The paths of the files.</param>
    /// <param name="crlCopy">Path of the agent's copy of the last downloaded revocation list; null when downloads are disabled.</param>
    /// <param name="now">Wall clock.</param>
    public static TlsLoadResult Load(TlsSettings settings, string? crlCopy, DateTimeOffset now)
    {
        var problems = new List<TlsProblem>();
        var soon = TlsLimits.SoonFor(settings);
        var authorities = AuthorityFile.Load(settings.CaCertificatePath, now, soon, problems, out var lists);
        var server = ServerCertificateFile.Load(
            settings.ServerCertificatePath, ServerKeyFile.Choose(settings.ServerKeyPaths), now, soon, problems);
        TlsMaterial? material = null;
        CrlSources? crls = null;
        if (authorities is not null && server is { } pair && !problems.Exists(problem => problem.IsFatal))
        {
            crls = LoadCrls(settings, crlCopy, authorities, now);
            var crl = CrlDecision.Decide(previous: null, crls, downloadProblem: null, authorities);
            LogLists(settings.CaCertificatePath, lists, crls, authorities, problems);
            material = new TlsMaterial(pair.Server, pair.Chain, authorities, crl);
        }
        return new TlsLoadResult(material, crls, problems);
    }

    /// <summary>Reads only the revocation lists.</summary>
    public static CrlSources LoadCrls(
        TlsSettings settings, string? crlCopy, X509Certificate2Collection authorities, DateTimeOffset now) => new(
        // A manager may have none: then an enrolment has installed none, and nobody else writes there.
        CrlFile.Load(settings.CrlPath, authorities, now) is var file && file.Loaded == CrlStatus.Missing && settings.Enrolled is not null
            ? CrlState.None : file,
        crlCopy is null ? CrlState.None : CrlFile.Load(crlCopy, authorities, now));

    /// <summary>Reports each list in the CA file, which is not used from there, unless the list file has the same or a newer one.</summary>
    private static void LogLists(
        string path, IReadOnlyList<PemBlock> lists, CrlSources crls, X509Certificate2Collection authorities, List<TlsProblem> problems)
    {
        foreach (var block in lists)
        {
            if (CrlReader.Read(block.Der, authorities).List is not { } list || CrlDecision.Lacks(crls.File.Lists, list))
            {
                problems.Add(TlsProblem.Notice(TlsFailure.NotPem, path,
                    $"line {block.Line}: a revocation list that the file of tls.crl_path does not have; it is not read from here"));
            }
        }
    }

    /// <summary>
    /// The files that <see cref="Load"/> reads, to be watched. On an enrolled host also those of the configuration, which win as soon as
    /// they exist.
    /// </summary>
    public static IReadOnlyList<string> Paths(TlsSettings settings) =>
    [
        settings.CaCertificatePath, settings.ServerCertificatePath, .. settings.ServerKeyPaths, settings.CrlPath,
        .. settings.Configured is { } configured ? Paths(configured) : [],
    ];
}
