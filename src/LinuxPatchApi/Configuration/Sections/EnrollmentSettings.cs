using System.Net;

namespace LinuxPatchApi.Configuration.Sections;

/// <summary>
/// Section <c>enrollment</c>. Null where the file sets nothing. The agent never writes results of an enrolment to the file.
/// </summary>
internal sealed record EnrollmentSettings(
    Uri? ManagerUrl,
    string? PollingToken,
    TimeSpan PollingInterval,
    int MaxPollAttempts,
    string? ReportInterface,
    IPAddress? ReportAddress,
    TimeSpan RenewalThreshold)
{
    /// <summary>How the manager's certificate is verified: <c>system</c>, <c>sha256:HEX</c> or a path.</summary>
    public string? ManagerTrust { get; init; }

    public string? ReportFqdn { get; init; }

    /// <summary>Whether the agent sets up the manager's repository.</summary>
    public bool SetsRepository { get; init; } = true;

    /// <summary>A host that the manager's repository may be on, besides the manager's own.</summary>
    public string? RepositoryHost { get; init; }
}
