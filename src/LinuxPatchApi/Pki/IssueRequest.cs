using System.Net;

namespace LinuxPatchApi.Pki;

/// <summary>A certificate to issue.</summary>
/// <param name="Name">The common name, and the base name of the files.</param>
/// <param name="Force">True to replace existing files of that name.</param>
internal sealed record IssueRequest(
    CertificateUse Use, string Name, IReadOnlyList<IPAddress> Addresses, IReadOnlyList<string> DnsNames, int Days, bool Force);

/// <summary>The purpose of a certificate.</summary>
internal enum CertificateUse
{
    /// <summary>The agent: extended key usage serverAuth.</summary>
    Server,

    /// <summary>A client of the agent: extended key usage clientAuth.</summary>
    Client,
}
