using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/summary</c>: what a poll of many hosts needs, from what the agent knows already.</summary>
/// <param name="Version">Of the agent.</param>
/// <param name="BootId">Changes with every boot of the host.</param>
/// <param name="Updates">Null while the updates are not known.</param>
/// <param name="MetadataRefreshedAt">When the indexes of the repositories were last fetched; null when unknown.</param>
/// <param name="Stale">True when the updates are unknown, or older than the host's last change or the configured threshold.</param>
/// <param name="PackageDbClean">As in the system info.</param>
/// <param name="UnfinishedJobs">Jobs that wait, run or reboot.</param>
/// <param name="NewestJob">The job admitted last; null when there is none.</param>
/// <param name="JobsNext">Changes with every change of a job; for <c>after</c> of the job list.</param>
/// <param name="CertificateDaysLeft">Whole days until the server certificate ends, negative afterwards; null when unknown.</param>
/// <param name="ScheduledShutdown">As in health.</param>
internal sealed record SummaryDocument(
    string Hostname,
    string Version,
    string BootId,
    UpdateCounts? Updates,
    WireTime? MetadataRefreshedAt,
    bool Stale,
    bool RebootRequired,
    IReadOnlyList<string> RebootReasons,
    bool PackageDbClean,
    int UnfinishedJobs,
    NewestJob? NewestJob,
    long JobsNext,
    int? CertificateDaysLeft,
    ShutdownAhead? ScheduledShutdown);

/// <summary>The offered updates by class. The severities together are all of them.</summary>
/// <param name="Blocked">Those that something keeps out now; counted in the other numbers too.</param>
/// <param name="Hidden">Packages whose updates, or some of them, a lock or an exclusion hides; in none of the other numbers.</param>
/// <param name="OldestSecurity">The security update published first; null when there is none, or no date is known.</param>
internal sealed record UpdateCounts(
    int Total,
    int Security,
    int Critical,
    int High,
    int Medium,
    int Low,
    int Unknown,
    int Blocked,
    int Hidden,
    OldestUpdate? OldestSecurity);

/// <summary>One update and since when it is offered.</summary>
internal sealed record OldestUpdate(string Name, string AvailableVersion, WireTime PublishedAt);

/// <summary>The job admitted last.</summary>
/// <param name="ErrorCode">Null unless it failed.</param>
internal sealed record NewestJob(
    Guid JobId, string Operation, string Status, int Progress, WireTime CreatedAt, WireTime? CompletedAt, string? ErrorCode);
