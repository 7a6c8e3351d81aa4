namespace LinuxPatchApi.Enrolment;

/// <summary>How far an enrolment has come. Each is on disk before what follows it begins.</summary>
internal enum EnrolmentStage
{
    /// <summary>The manager has given no token yet.</summary>
    Asking,

    /// <summary>There is a token; an administrator has to approve.</summary>
    Waiting,

    /// <summary>The approved answer is on disk. The manager has it no more.</summary>
    Received,

    /// <summary>Certificates and the manager's address are in force at the next look at the files.</summary>
    Installed,

    /// <summary>Done; the answer and the token are deleted.</summary>
    Ready,

    /// <summary>It has failed, and only a person can go on.</summary>
    Ended,
}

/// <summary>What is in the way. Words for each are in <see cref="EnrolmentText"/>.</summary>
internal enum EnrolmentProblem
{
    None,

    /// <summary>The manager's name has no address, nothing listens there, or no answer comes in time.</summary>
    Unreachable,

    /// <summary>Nothing says how to verify the manager's certificate.</summary>
    NoTrust,

    /// <summary>The manager's certificate is not trusted, or it is for another name or time.</summary>
    Untrusted,

    /// <summary>A redirect, HTML, a compressed or oversized body, or no JSON.</summary>
    BadAnswer,

    /// <summary>The manager refuses the request (400, 415, 422).</summary>
    Rejected,

    /// <summary>500 to the first request, which also means: this host waits already.</summary>
    PerhapsPending,

    /// <summary>500 to a poll.</summary>
    ManagerFailed,

    /// <summary>429.</summary>
    Throttled,

    /// <summary>The manager does not know the token.</summary>
    NotFound,

    /// <summary>An answer of the size of a bundle broke off, and the manager does not have it any more.</summary>
    BundleLost,

    /// <summary>An administrator has denied it.</summary>
    Denied,

    /// <summary>Nobody has approved within a day of the token, or within the number of polls that the configuration allows.</summary>
    Expired,

    /// <summary>The certificate's time has not begun.</summary>
    ClockBehind,

    /// <summary>The certificate's time is over.</summary>
    CertificateExpired,

    /// <summary>The certificate lacks the address or the name that was reported.</summary>
    WrongNames,

    /// <summary>The private key belongs to another certificate.</summary>
    KeyMismatch,

    /// <summary>The certificate is not issued by the authority beside it, or is not for servers.</summary>
    BadChain,

    /// <summary>The bundle lacks a member, or a PEM text in it cannot be read.</summary>
    BadBundle,

    /// <summary>The state directory cannot be written.</summary>
    Disk,
}

/// <summary>The enrolment as it is on disk. Immutable; <see cref="EnrolmentMachine"/> makes the next one.</summary>
/// <param name="Trust">As in <see cref="ManagerTrust"/>.</param>
/// <param name="StartedAt">When the token came; before that, when the enrolment began.</param>
internal sealed record EnrolmentRecord(EnrolmentStage Stage, Uri Manager, string Trust, DateTimeOffset StartedAt)
{
    public string? Token { get; init; }

    /// <summary>What was reported, and what the certificate must name.</summary>
    public string Fqdn { get; init; } = "";

    public string Address { get; init; } = "";

    /// <summary>The address at which the manager answered.</summary>
    public string? ManagerAddress { get; init; }

    /// <summary>When the next exchange is due.</summary>
    public DateTimeOffset NextAt { get; init; }

    /// <summary>Polls that were answered or not.</summary>
    public int Polls { get; init; }

    /// <summary>Seconds; greater than configured after 429.</summary>
    public int Interval { get; init; }

    public int NotFoundPolls { get; init; }

    /// <summary>For people; <see cref="NotFoundAt"/> is what counts.</summary>
    public DateTimeOffset? NotFoundSince { get; init; }

    /// <summary>The time that has passed since <see cref="StartedAt"/>, as far as it is known; see <see cref="ElapsedTime"/>.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The host's monotonic clock in milliseconds when that was counted; null in records of previous versions.</summary>
    public long? Uptime { get; init; }

    /// <summary>The boot of that clock; null when it is not known.</summary>
    public string? Boot { get; init; }

    /// <summary>When the next exchange is due at the latest, as <see cref="Elapsed"/>: the wall clock may be set back. Null for
    /// none.</summary>
    public TimeSpan? NextElapsed { get; init; }

    /// <summary>When the first of <see cref="NotFoundPolls"/> was, as <see cref="Elapsed"/>.</summary>
    public TimeSpan? NotFoundAt { get; init; }

    /// <summary>An answer that may have been the bundle broke off, or could not be read.</summary>
    public bool IsBroken { get; init; }

    /// <summary>How it was seen to; null when unknown.</summary>
    public string? BrokenBy { get; init; }

    public EnrolmentProblem Problem { get; init; }

    /// <summary>What was seen, as a clause for people; null when the problem says it all.</summary>
    public string? Detail { get; init; }

    public bool IsOver => Stage is EnrolmentStage.Ready or EnrolmentStage.Ended;
}
