using System.Net;

namespace LinuxPatchApi.Configuration.Sections;

/// <summary>
/// Null where the file sets nothing. Read only: what an enrolment learns is kept elsewhere, never written into this file.
/// </summary>
internal sealed record EnrollmentSettings(
    Uri? ManagerUrl,
    string? PollingToken,
    TimeSpan PollingInterval,
    int MaxPollAttempts,
    string? ReportInterface,
    IPAddress? ReportAddress,
    TimeSpan RenewalThreshold);
