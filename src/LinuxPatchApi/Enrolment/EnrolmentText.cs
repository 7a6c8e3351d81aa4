namespace LinuxPatchApi.Enrolment;

/// <summary>Words for each state: what it means, and what the operator does. Pure.</summary>
internal static class EnrolmentText
{
    private const string Collision = "If the manager refuses that with a conflict (409), it has a host of that name or address already: "
        + "delete that one there, then approve again";

    private const string Again = "then run 'linux-patch-api enroll --abandon' here and enrol again";

    /// <summary>One line for the service manager.</summary>
    public static string Status(EnrolmentRecord record) => record switch
    {
        { Stage: EnrolmentStage.Ready } => $"enrolled with {record.Manager}",
        { Stage: EnrolmentStage.Ended } => $"enrolment with {record.Manager} has failed: {Meaning(record)}",
        { Problem: not EnrolmentProblem.None } => $"enrolment with {record.Manager}: {Meaning(record)}",
        { Stage: EnrolmentStage.Asking } => $"asks {record.Manager} for enrolment",
        { Stage: EnrolmentStage.Waiting } =>
            $"waiting for approval by an administrator of {record.Manager} ({record.Fqdn}, {record.Address})",
        _ => $"installs the certificates from {record.Manager}",
    };

    /// <summary>What the problem means, as a clause.</summary>
    public static string Meaning(EnrolmentRecord record) => Of(record.Problem) + (record.Detail is { } seen ? $": {seen}" : "");

    /// <summary>What to do; null when there is nothing to do but to wait.</summary>
    public static string? Remedy(EnrolmentRecord record) => record.Problem switch
    {
        EnrolmentProblem.None => record.Stage == EnrolmentStage.Waiting
            ? $"approve {record.Fqdn} in the manager; the agent asks again by itself. {Collision}"
            : null,
        EnrolmentProblem.Unreachable =>
            "check the URL, the name's address and the firewall; the agent, while it runs, tries again by itself",
        EnrolmentProblem.NoTrust or EnrolmentProblem.Untrusted =>
            "compare the fingerprint with that of the manager's certificate, read on the manager itself "
            + "('openssl x509 -in CERTIFICATE -noout -fingerprint -sha256'). If they are equal, enrol with --fingerprint; "
            + "else give its CA with --ca-file (enrollment.manager_ca), or use --system-roots. Check the name in the URL, and the clock",
        EnrolmentProblem.BadAnswer =>
            "check that enrollment.manager_url is the manager's base URL and that no proxy or login page is before it",
        EnrolmentProblem.Rejected => "this manager does not accept what this agent sends; check the versions of both",
        EnrolmentProblem.PerhapsPending =>
            "look for this host among the manager's pending enrolments: if it is there from an attempt whose token is lost, delete it. "
            + "The agent, while it runs, tries again by itself",
        EnrolmentProblem.ManagerFailed => "read the manager's log; the agent, while it runs, tries again by itself",
        EnrolmentProblem.Throttled => "nothing: the manager limits requests for each address, and the agent waits longer",
        EnrolmentProblem.NotFound =>
            "look into the manager: if the host was denied or its day is over, enrol again ('enroll --abandon' first). "
            + $"If the manager lists it as a host, the certificates were lost there: delete the host, {Again}",
        EnrolmentProblem.BundleLost => $"the manager gives certificates only once: delete the host in the manager, {Again}",
        EnrolmentProblem.Denied => "settle it with the administrator, then run 'linux-patch-api enroll --abandon' and enrol again",
        EnrolmentProblem.Expired =>
            $"have the host approved within a day; run 'linux-patch-api enroll --abandon' and enrol again. {Collision}",
        EnrolmentProblem.ClockBehind =>
            "set the clock of this host; the certificates are on the disk, and the agent installs them by itself then",
        EnrolmentProblem.CertificateExpired => $"set the clock of the host that is wrong; delete the host in the manager, {Again}",
        EnrolmentProblem.WrongNames =>
            $"delete the host in the manager, {Again}. enrollment.report_ip and report_fqdn set what is reported",
        EnrolmentProblem.KeyMismatch or EnrolmentProblem.BadChain or EnrolmentProblem.BadBundle =>
            $"report it to those who run the manager; delete the host in the manager, {Again}",
        _ => "make room on the disk, or mount it writable; the agent, while it runs, tries again by itself",
    };

    private static string Of(EnrolmentProblem problem) => problem switch
    {
        EnrolmentProblem.None => "no problem",
        EnrolmentProblem.Unreachable => "the manager is not reached",
        EnrolmentProblem.NoTrust => "nothing says how to verify the manager (enrollment.manager_ca), so nothing was sent to it",
        EnrolmentProblem.Untrusted => "the manager's certificate is refused, so nothing was sent to it",
        EnrolmentProblem.BadAnswer => "this is not an answer of a manager",
        EnrolmentProblem.Rejected => "the manager refuses the request",
        EnrolmentProblem.PerhapsPending => "the manager failed, which it also does when this host is pending already",
        EnrolmentProblem.ManagerFailed => "the manager failed",
        EnrolmentProblem.Throttled => "the manager wants fewer requests",
        EnrolmentProblem.NotFound => "the manager does not know this enrolment (any more)",
        EnrolmentProblem.BundleLost =>
            "the certificates were lost on the way: the manager's answer broke off or could not be read, and it has them no more",
        EnrolmentProblem.Denied => "an administrator has denied it",
        EnrolmentProblem.Expired => "nobody has approved it in time",
        EnrolmentProblem.ClockBehind => "the certificates are not valid yet",
        EnrolmentProblem.CertificateExpired => "a certificate is not valid any more",
        EnrolmentProblem.WrongNames => "the certificate is for another host",
        EnrolmentProblem.KeyMismatch => "the private key does not belong to the certificate",
        EnrolmentProblem.BadChain => "the certificate cannot be verified",
        EnrolmentProblem.BadBundle => "the manager's certificates cannot be read",
        _ => "the state directory cannot be written",
    };
}
