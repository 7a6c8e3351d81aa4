using System.Net;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Files;
using LinuxPatchApi.Http.Client;

namespace LinuxPatchApi.Enrolment;

/// <summary>
/// Carries out one step after the other: reads the record, does what is due, and writes the next record. Everything that it knows is on the
/// disk, so it may end at any instant.
/// </summary>
internal sealed class EnrolmentRunner(
    EnrolmentDirectory disk, Applicant applicant, Settings settings, TimeProvider time, Func<double>? random = null)
{
    private const string Agent = "linux-patch-api";
    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;
    private readonly EnrolmentMachine _machine = new(settings.Enrollment.PollingInterval, settings.Enrollment.MaxPollAttempts);

    /// <summary>Begins an enrolment. An unfinished one with a token is never thrown away: it is returned as it is.</summary>
    /// <param name="isNew">False to go on with one that is begun, and only if nobody has given it up meanwhile.</param>
    /// <returns>The record in force, or why there is none.</returns>
    public (EnrolmentRecord? Record, string? Problem) Begin(Uri manager, string trust, string fqdn, string address, bool isNew = true)
    {
        var (held, problem) = disk.Take();
        using (held)
        {
            if (held is null)
            {
                return (null, problem?.ToString() ?? $"{disk.Path}: another process enrols at this moment");
            }
            var (present, damage) = disk.Read();
            if (damage is not null || present is not null and not { Stage: EnrolmentStage.Asking or EnrolmentStage.Ready })
            {
                return (present, damage);
            }
            if (present is { Stage: EnrolmentStage.Ready } && Enrolled.IsInstalled(settings))
            {
                // Another process has completed it between the caller's look and this one.
                return (present, null);
            }
            if (present is null && !isNew)
            {
                return (null, null);
            }
            var begun = _machine.Begin(manager, trust, fqdn, address, time.GetUtcNow());
            if (present is null && settings.Enrollment.PollingToken is { } token)
            {
                if (!ManagerReply.IsToken(token))
                {
                    return (null,
                        $"enrollment.polling_token is not a token of {EnrolmentLimits.TokenCharacters} letters and digits; remove it");
                }
                begun = ElapsedTime.Counted(begun with { Stage = EnrolmentStage.Waiting, Token = token }, time, Boot);
            }
            if (present is { Stage: EnrolmentStage.Asking } && present.Manager == manager)
            {
                // Another start of the agent is not another enrolment: the manager's patience goes on. One that was not trusted has got
                // nothing, and who begins again may have put another CA into the same file.
                var isSeen = present.Trust == trust && present.Problem is not (EnrolmentProblem.NoTrust or EnrolmentProblem.Untrusted);
                begun = begun with
                {
                    StartedAt = present.StartedAt,
                    NextAt = isSeen ? present.NextAt : begun.NextAt,
                    Interval = present.Interval,
                    Problem = present.Problem,
                    Detail = present.Detail
                };
            }
            return disk.Write(begun) is { } failed ? (null, failed.ToString()) : (begun, null);
        }
    }

    /// <summary>
    /// Does what is due now. An exchange that has begun is not broken off, because the manager gives token and certificates only once: it
    /// has a deadline of its own.
    /// </summary>
    /// <param name="stop">Of the process. Not of a reload, which loses nothing by waiting.</param>
    /// <returns>The record afterwards; null with the reason when it cannot be read or written.</returns>
    public async Task<(EnrolmentRecord? Record, string? Problem)> StepAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var (held, problem) = disk.Take();
        using (held)
        {
            var (record, damage) = disk.Read();
            var now = time.GetUtcNow();
            if (held is null || record is null)
            {
                // Another process is at it: look again in a moment.
                return (record is null ? null : record with { NextAt = now + EnrolmentLimits.OtherProcess }, damage ?? problem?.ToString());
            }
            record = ElapsedTime.Counted(record, time, Boot);
            var next = EnrolmentMachine.Next(record, disk.HasAnswer, now) switch
            {
                EnrolmentStep.Ask => await AskAsync(record),
                EnrolmentStep.Poll => await PollAsync(record, stop),
                EnrolmentStep.Judge => Judge(record, now),
                EnrolmentStep.Finish => disk.DropAnswer() is { } left
                    ? EnrolmentMachine.AfterFailedFinish(record, left.ToString(), now)
                    : EnrolmentMachine.AfterFinish(record),
                _ => record,
            };
            if (next.Stage == record.Stage && !next.IsOver && next.NextAt <= now)
            {
                // Callers go on at once with what is due. Without progress that would be a loop.
                next = next with { NextAt = now + EnrolmentLimits.OtherProcess };
            }
            if (next.Token is not null && next.Token != record.Token)
            {
                await InsistAsync(() => disk.Write(next), next, stop);
                return (next, null);
            }
            return next != record && disk.Write(next) is { } failed ? (next, failed.ToString()) : (next, null);
        }
    }

    private async Task<EnrolmentRecord> AskAsync(EnrolmentRecord record)
    {
        var (fetched, reply) = await ExchangeAsync(record, "enroll", applicant.Document(record.Fqdn, record.Address), ManagerReply.OfPost);
        return _machine.AfterAsking(ElapsedTime.Counted(Met(record, fetched), time, Boot), reply, time.GetUtcNow(), _random());
    }

    private async Task<EnrolmentRecord> PollAsync(EnrolmentRecord record, CancellationToken stop)
    {
        var (fetched, reply) = await ExchangeAsync(record, $"enroll/status/{record.Token}", null, ManagerReply.OfPoll);
        if (reply.Kind == ReplyKind.Bundle)
        {
            await InsistAsync(() => disk.Keep(fetched!.Body), record, stop);
        }
        return _machine.AfterPoll(ElapsedTime.Counted(Met(record, fetched), time, Boot), reply, time.GetUtcNow(), _random());
    }

    /// <summary>
    /// Writes what the manager gives only once, and of which the only copy is in memory. A full disk must not lose it: tries as long as the
    /// process lives, and once more when that is to end.
    /// </summary>
    private async Task InsistAsync(Func<FileProblem?> write, EnrolmentRecord record, CancellationToken stop)
    {
        for (var isFirst = true; write() is { } problem; isFirst = false)
        {
            if (isFirst)
            {
                Waiting?.Invoke(record with { Problem = EnrolmentProblem.Disk, Detail = problem.ToString() });
            }
            else
            {
                stop.ThrowIfCancellationRequested();
            }
            await Task.Delay(EnrolmentLimits.ClockWait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The kernel's boot id, for the clock of elapsed time; null when it is not known.</summary>
    public string? Boot { private get; init; }

    /// <summary>Called when a step does not end because the disk is full.</summary>
    public Action<EnrolmentRecord>? Waiting { private get; init; }

    /// <summary>Called when the certificates of a bundle are in place.</summary>
    public Action<JudgedBundle>? Installed { private get; init; }

    private EnrolmentRecord Judge(EnrolmentRecord record, DateTimeOffset now)
    {
        var answer = disk.ReadAnswer();
        if (answer.Bytes is not { } bytes)
        {
            return answer.Problem!.Reason == FileFailure.NotFound
                ? EnrolmentMachine.AfterJudging(record, EnrolmentProblem.BundleLost, answer.Problem.ToString(), now)
                : EnrolmentMachine.AfterJudging(record, EnrolmentProblem.Disk, answer.Problem.ToString(), now);
        }
        var (bundle, status, failure) = Bundle.Parse(bytes);
        if (status is not null)
        {
            return disk.DropAnswer() is { } problem
                ? EnrolmentMachine.AfterJudging(record, EnrolmentProblem.Disk, problem.ToString(), now)
                : _machine.AfterWrongAnswer(record, ManagerReply.OfState(status), now, _random());
        }
        if (bundle is null)
        {
            return EnrolmentMachine.AfterJudging(record, EnrolmentProblem.BadBundle, failure, now);
        }
        var judged = BundleJudge.Judge(bundle, record.Fqdn, IPAddress.Parse(record.Address), now);
        if (judged.Good is not { } good)
        {
            return EnrolmentMachine.AfterJudging(record, judged.Problem, judged.Detail, now);
        }
        var address = record.ManagerAddress is { } text ? IPAddress.Parse(text) : null;
        if (EnrolledFiles.Install(settings, good, record.Manager, record.Trust, address, now) is { } notInstalled)
        {
            var isBad = notInstalled.Reason == FileFailure.NotAccepted;
            return EnrolmentMachine.AfterJudging(
                record,
                isBad ? EnrolmentProblem.BadBundle : EnrolmentProblem.Disk,
                isBad ? notInstalled.Detail : notInstalled.ToString(),
                now);
        }
        Installed?.Invoke(good);
        return EnrolmentMachine.AfterJudging(record, EnrolmentProblem.None, null, now);
    }

    private async Task<(FetchResult? Fetched, ManagerReply Reply)> ExchangeAsync(
        EnrolmentRecord record, string path, byte[]? json, Func<FetchResult, ManagerReply> classify)
    {
        var (trust, failure) = record.Trust.Length == 0 ? (new ManagerTrust([], null), null) : ManagerTrust.Read(record.Trust);
        if (trust is null)
        {
            return (null, new ManagerReply(ReplyKind.Failed, EnrolmentProblem.Untrusted, failure));
        }
        var fetched = await HttpsFetch.SendAsync(
            BaseAddress.Below(record.Manager, "api/v1/" + path),
            new FetchOptions
            {
                Authorities = trust.Authorities,
                Fingerprint = trust.Fingerprint,
                Method = json is null ? "GET" : "POST",
                Body = json,
                AnyStatus = true,
                BodyBytes = EnrolmentLimits.AnswerBytes,
                Deadline = EnrolmentLimits.Deadline,
                UserAgent = $"{Agent}/{BuildInfo.Version}",
                Time = time,
            },
            CancellationToken.None);
        var reply = classify(fetched);
        return (fetched, record.Trust.Length == 0 && reply.Problem == EnrolmentProblem.Untrusted
            ? reply with { Problem = EnrolmentProblem.NoTrust }
            : reply);
    }

    private static EnrolmentRecord Met(EnrolmentRecord record, FetchResult? fetched) =>
        fetched?.Remote is { } remote ? record with { ManagerAddress = remote.ToString() } : record;
}
