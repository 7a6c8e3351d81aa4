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
    TimeSpan RenewalThreshold);
