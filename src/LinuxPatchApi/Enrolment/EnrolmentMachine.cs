namespace LinuxPatchApi.Enrolment;

/// <summary>What is to be done next.</summary>
internal enum EnrolmentStep
{
    /// <summary>Nothing until <see cref="EnrolmentRecord.NextAt"/>.</summary>
    Wait,

    /// <summary>POST /enroll.</summary>
    Ask,

    /// <summary>GET /enroll/status/TOKEN.</summary>
    Poll,

    /// <summary>Judge the answer on disk, and install it.</summary>
    Judge,

    /// <summary>Delete the answer and the token.</summary>
    Finish,

    /// <summary>Nothing ever.</summary>
    None,
}

/// <summary>The enrolment's states. Pure: a record and an event make the next record, which is on disk before anything follows.</summary>
/// <remarks>
/// <code>
///  Asking --token--> Waiting --answer on disk--> Received --judged, installed--> Installed --cleared--> Ready
///    |  ^               |  ^                        |  ^
///    +--+ 429, 500, …   +--+ pending, 429, …        +--+ the clock is behind
///                       |                           |
///                       +---------------------------+--> Ended: a day is over, denied, unknown, lost, judged bad
/// </code>
/// </remarks>
/// <param name="interval">Between two polls.</param>
/// <param name="maxPolls">After which it ends.</param>
internal sealed class EnrolmentMachine(TimeSpan interval, int maxPolls)
{
    public EnrolmentRecord Begin(Uri manager, string trust, string fqdn, string address, DateTimeOffset now) =>
        new(EnrolmentStage.Asking, manager, trust, now) { Fqdn = fqdn, Address = address, NextAt = now, Interval = Seconds };

    /// <summary>What is due.</summary>
    /// <param name="hasAnswer">Whether an answer is on disk: it may be there when the record does not know of it yet.</param>
    public static EnrolmentStep Next(EnrolmentRecord record, bool hasAnswer, DateTimeOffset now) => record.Stage switch
    {
        EnrolmentStage.Installed => EnrolmentStep.Finish,
        EnrolmentStage.Ready or EnrolmentStage.Ended => EnrolmentStep.None,
        EnrolmentStage.Waiting when hasAnswer => EnrolmentStep.Judge,
        // A date that is too far away is of another clock.
        _ when now < record.NextAt && !(record.Elapsed >= record.NextElapsed)
            && record.NextAt - now <= EnrolmentLimits.LongestRetry * (1 + EnrolmentLimits.Jitter) =>
            EnrolmentStep.Wait,
        EnrolmentStage.Asking => EnrolmentStep.Ask,
        EnrolmentStage.Waiting => EnrolmentStep.Poll,
        _ => EnrolmentStep.Judge,
    };

    /// <summary>After the answer to POST.</summary>
    /// <param name="random">From 0 to 1.</param>
    public EnrolmentRecord AfterAsking(EnrolmentRecord record, ManagerReply reply, DateTimeOffset now, double random) =>
        reply.Kind == ReplyKind.Token
            ? Later(
                // The manager's day begins with the token. Before, the manager may have been down for days, or this clock in another year.
                record with
                {
                    Stage = EnrolmentStage.Waiting,
                    Token = reply.Seen,
                    StartedAt = now,
                    Elapsed = TimeSpan.Zero,
                    Interval = Seconds,
                },
                EnrolmentProblem.None, null, now, random)
            : Failed(record, reply, now, random);

    /// <summary>After the answer to a poll; one that may hold certificates is on disk already.</summary>
    /// <param name="random">From 0 to 1.</param>
    public EnrolmentRecord AfterPoll(EnrolmentRecord record, ManagerReply reply, DateTimeOffset now, double random)
    {
        var polled = record with
        {
            Polls = record.Polls + 1,
            IsBroken = record.IsBroken || reply.IsBroken,
            BrokenBy = reply.IsBroken ? reply.Seen : record.BrokenBy,
        };
        switch (reply.Kind)
        {
            case ReplyKind.Bundle:
                return polled with { Stage = EnrolmentStage.Received, Problem = EnrolmentProblem.None, Detail = null, NextAt = now };
            case ReplyKind.Pending:
                var known = polled with { NotFoundPolls = 0, NotFoundSince = null, NotFoundAt = null, Interval = Seconds };
                return Over(known) ?? Later(known, EnrolmentProblem.None, null, now, random);
            case ReplyKind.Denied:
                return End(polled, EnrolmentProblem.Denied, null);
            case ReplyKind.NotFound:
                return NotFound(polled, now, random);
            default:
                return Failed(polled, reply, now, random);
        }
    }

    /// <summary>After the judgement of the answer on disk. A bad one stays there until somebody abandons the enrolment.</summary>
    /// <param name="problem">None when it is installed.</param>
    public static EnrolmentRecord AfterJudging(EnrolmentRecord record, EnrolmentProblem problem, string? detail, DateTimeOffset now) =>
        problem switch
        {
            EnrolmentProblem.None => record with { Stage = EnrolmentStage.Installed, Problem = problem, Detail = null, NextAt = now },
            EnrolmentProblem.ClockBehind or EnrolmentProblem.Disk => record with
            {
                Stage = EnrolmentStage.Received,
                Problem = problem,
                Detail = detail,
                NextAt = now + EnrolmentLimits.ClockWait,
            },
            _ => End(record with { Stage = EnrolmentStage.Received }, problem, detail),
        };

    /// <summary>The answer on disk turned out to be none with certificates.</summary>
    public EnrolmentRecord AfterWrongAnswer(EnrolmentRecord record, ManagerReply reply, DateTimeOffset now, double random) =>
        AfterPoll(record with { Stage = EnrolmentStage.Waiting, Polls = record.Polls - 1 }, reply, now, random);

    /// <summary>After the answer and the token were deleted.</summary>
    public static EnrolmentRecord AfterFinish(EnrolmentRecord record) => record with
    {
        Stage = EnrolmentStage.Ready,
        Token = null,
        Problem = EnrolmentProblem.None,
        Detail = null,
    };

    /// <summary>After a deletion of the answer that has failed.</summary>
    public static EnrolmentRecord AfterFailedFinish(EnrolmentRecord record, string detail, DateTimeOffset now) =>
        record with { Problem = EnrolmentProblem.Disk, Detail = detail, NextAt = now + EnrolmentLimits.ClockWait };

    private int Seconds => (int)interval.TotalSeconds;

    private EnrolmentRecord NotFound(EnrolmentRecord record, DateTimeOffset now, double random)
    {
        var counted = record with
        {
            NotFoundPolls = record.NotFoundPolls + 1,
            NotFoundSince = record.NotFoundSince ?? now,
            NotFoundAt = record.NotFoundAt ?? record.Elapsed,
        };
        var passed = record.Elapsed - counted.NotFoundAt.Value;
        var isUnknown = counted.NotFoundPolls >= EnrolmentLimits.NotFoundPolls && passed >= EnrolmentLimits.NotFoundTime;
        var problem = !isUnknown ? EnrolmentProblem.None : record.IsBroken ? EnrolmentProblem.BundleLost : EnrolmentProblem.NotFound;
        var detail = problem == EnrolmentProblem.BundleLost ? record.BrokenBy : null;
        return isUnknown && passed >= EnrolmentLimits.NotFoundTime + EnrolmentLimits.NotFoundPatience
            ? End(counted, problem, detail)
            : Later(counted, problem, detail, now, random);
    }

    private EnrolmentRecord Failed(EnrolmentRecord record, ManagerReply reply, DateTimeOffset now, double random)
    {
        var isSlower = reply.Problem is EnrolmentProblem.Throttled or EnrolmentProblem.PerhapsPending or EnrolmentProblem.Rejected;
        var longest = Math.Max((int)EnrolmentLimits.LongestInterval.TotalSeconds, Seconds);
        var seconds = Math.Clamp(isSlower ? Math.Max(record.Interval, 1) * 2 : Math.Max(record.Interval, Seconds), 1, longest);
        var next = Over(record with { Interval = seconds })
            ?? Later(record with { Interval = seconds }, reply.Problem, reply.Seen, now, random);
        var asked = TimeSpan.FromSeconds(Math.Min(reply.RetryAfter ?? 0, (int)EnrolmentLimits.LongestRetry.TotalSeconds));
        return !next.IsOver && next.NextAt < now + asked ? After(next, asked * (1 + (EnrolmentLimits.Jitter * random)), now) : next;
    }

    /// <summary>Null while there is time, and without a token: nothing is lost by another request.</summary>
    private EnrolmentRecord? Over(EnrolmentRecord record) =>
        record.Stage != EnrolmentStage.Asking && (record.Elapsed >= EnrolmentLimits.Lifetime || record.Polls >= maxPolls)
            ? End(record, EnrolmentProblem.Expired, record.Problem == EnrolmentProblem.None ? null : record.Detail)
            : null;

    private static EnrolmentRecord End(EnrolmentRecord record, EnrolmentProblem problem, string? detail) =>
        record with { Stage = EnrolmentStage.Ended, Problem = problem, Detail = detail };

    private static EnrolmentRecord Later(
        EnrolmentRecord record, EnrolmentProblem problem, string? detail, DateTimeOffset now, double random)
    {
        var wait = TimeSpan.FromSeconds(record.Interval) * (1 - EnrolmentLimits.Jitter + (2 * EnrolmentLimits.Jitter * random));
        return After(record with { Problem = problem, Detail = detail }, wait, now);
    }

    private static EnrolmentRecord After(EnrolmentRecord record, TimeSpan wait, DateTimeOffset now) =>
        record with { NextAt = now + wait, NextElapsed = record.Elapsed + wait };
}
