using System.Net;

namespace LinuxPatchApi.Pki;

/// <summary><paramref name="Name"/> is the common name and the name of the files.</summary>
internal sealed record IssueRequest(
    CertificateUse Use, string Name, IReadOnlyList<IPAddress> Addresses, IReadOnlyList<string> DnsNames, int Days, bool Force);
