using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Daemon.LocalClient;
using LinuxPatchApi.Doctor;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>What the doctor command read from the files, which a running agent need not have in force.</summary>
/// <param name="Files">The files as a start would take them.</param>
/// <param name="Tls">The result of reading the certificates.</param>
/// <param name="Authorities">Those of the CA file; null when it cannot be used.</param>
/// <param name="AllowListError">Why the allow-list cannot be used; null when it can.</param>
/// <param name="Findings">What the configuration's parser found.</param>
internal sealed record OnDisk(
    Snapshot Files, TlsLoadResult Tls, X509Certificate2Collection? Authorities, string? AllowListError, IReadOnlyList<string> Findings)
{
    /// <summary>Returns the result of a check of the files, put as it is while an agent runs.</summary>
    /// <param name="served">The certificate that the running agent shows; null when it showed none.</param>
    public CheckResult WhileServed(CheckResult check, X509Certificate2? served) => check.Name switch
    {
        CertificatesCheck.Name when Files.Material is null => ServedNow.Certificates(
            served, [.. Tls.Problems.Where(p => p.IsFatal).Select(p => p.ToString())], check.Remedy ?? "correct the files"),
        CertificatesCheck.Name when check.Status == CheckStatus.Ok => ServedNow.OtherCertificate(served, Files.Material!.Server) ?? check,
        AllowListCheck.Name when AllowListError is { } error => ServedNow.AllowList(Files.Settings.Whitelist.Path, error),
        ConfigCheck.Name when AllowListError is not null => ConfigCheck.Judge(Findings, Files.Settings.Access.Summary),
        _ => check,
    };
}
