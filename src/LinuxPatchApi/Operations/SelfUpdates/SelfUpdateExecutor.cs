using System.Diagnostics;
using LinuxPatchApi.Init;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.SelfUpdate;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Operations.SelfUpdates;

/// <summary>
/// Carries out a self-update: the package change like any other, and around it what is decided by <see cref="AgentDecision"/>. The job is
/// completed only by a process of the new version that answers at its own listener, and never cancelled.
/// </summary>
/// <param name="change">The steps of the package change.</param>
internal sealed class SelfUpdateExecutor(IJobExecutor change, PackageTools packages, SelfUpdateTools tools) : IJobExecutor
{
    public async Task<JobEnd> ExecuteAsync(JobContext context, CancellationToken shutdown) =>
        Told(context, await SettleAsync(context, await change.ExecuteAsync(context, shutdown), shutdown));

    public async Task<JobEnd> ResumeAsync(JobContext context, CancellationToken shutdown) =>
        Told(context, await GoOnAsync(context, shutdown));

    /// <summary>
    /// Every end but a good one says which version runs: the client may see no more of the host than this job. What is judged again stays
    /// in the text beside the later judgement, which may come from another version: so it has its time.
    /// </summary>
    public JobEnd Told(JobContext context, JobEnd end) => end switch
    {
        JobEnd.Completed => end,
        JobEnd.Unverified => end with
        {
            Message = $"{end.Message}; version {tools.Own.Version} ran at {UtcText.Of(tools.Time.GetUtcNow())}",
        },
        _ => end with { Message = $"{end.Message}; version {tools.Own.Version} runs now" },
    };

    private async Task<JobEnd> GoOnAsync(JobContext context, CancellationToken shutdown)
    {
        var state = tools.Files.Read();
        switch (AgentDecision.OnResume(state, context.Job.Id, IsReplaced(state), !tools.Own.IsReplaced()))
        {
            case ResumeStep.Await:
                return await AwaitAsync(context, shutdown);
            case ResumeStep.Confirm:
                await ConfirmAsync(context, state.Record!, shutdown);
                break;
            case ResumeStep.Follow:
                break;
            default:
                throw new UnreachableException();
        }

        return tools.Files.Read() is { Verdict.Decision: SelfUpdateDecision.Restore } decided && decided.IsOf(context.Job.Id)
            ? await AwaitAsync(context, shutdown)
            : await SettleAsync(context, await change.ResumeAsync(context, shutdown), shutdown);
    }

    /// <summary>Decides what follows from the end of the package change, until the job can end.</summary>
    private async Task<JobEnd> SettleAsync(JobContext context, JobEnd end, CancellationToken shutdown)
    {
        var isReported = false;
        while (true)
        {
            var state = tools.Files.Read();
            switch (AgentDecision.AfterChange(state, context.Job.Id, ResultOf(end), IsReplaced(state), !tools.Own.IsReplaced()))
            {
                case SettleStep.Finish:
                    return Finish(context, state, end);
                case SettleStep.Abandon:
                    isReported = await DecideAsync(
                        context, new SelfUpdateVerdict(SelfUpdateDecision.Abandoned, end.Message), isReported, shutdown);
                    break;
                case SettleStep.Restore:
                    var code = (end as JobEnd.Failed)?.Code ?? JobErrorCode.Unknown;
                    isReported = await DecideAsync(
                        context, new SelfUpdateVerdict(SelfUpdateDecision.Restore, end.Message, code), isReported, shutdown);
                    break;
                case SettleStep.Restart:
                    context.Enter(JobPhase.Verifying, $"version {state.Record!.To} is installed; restarting");
                    if (await tools.Own.RestartAsync(shutdown) is { } problem)
                    {
                        context.Log(problem);
                    }

                    // The guard decides when nothing comes of it.
                    await Task.Delay(SelfUpdateLimits.GuardInterval, tools.Time, shutdown);
                    break;
                case SettleStep.Confirm:
                    await ConfirmAsync(context, state.Record!, shutdown);
                    break;
                case SettleStep.Await:
                    return await AwaitAsync(context, shutdown);
                default:
                    throw new UnreachableException();
            }
        }
    }

    /// <summary>Connects to the own listener until it answers, or the guard has decided.</summary>
    private async Task ConfirmAsync(JobContext context, SelfUpdateRecord record, CancellationToken shutdown)
    {
        var isReported = false;
        var isExpected = ManagerVersion.Same(tools.Own.Version, record.To);
        if (!isExpected && !await IsFromOthersAsync(record, shutdown))
        {
            var other = new SelfUpdateVerdict(
                SelfUpdateDecision.Restore,
                $"the package is version {record.To}, but its program says {tools.Own.Version}",
                JobErrorCode.PackageManagerError);
            while (tools.Files.Read().Verdict is null)
            {
                isReported = await DecideAsync(context, other, isReported, shutdown);
            }

            return;
        }

        context.Enter(JobPhase.Verifying, $"version {tools.Own.Version} runs; connecting to its own listener");
        string? last = null;
        while (tools.Files.Read().Verdict is null)
        {
            var problem = await tools.Own.ListenerProblemAsync(shutdown);
            if (problem is null)
            {
                isReported = await DecideAsync(
                    context,
                    isExpected
                        ? new SelfUpdateVerdict(SelfUpdateDecision.Confirmed, "")
                        : new SelfUpdateVerdict(
                            SelfUpdateDecision.Abandoned, $"somebody installed version {tools.Own.Version} over version {record.To}"),
                    isReported,
                    shutdown);
                continue;
            }

            if (problem != last)
            {
                context.Log($"no answer yet: {problem}");
                last = problem;
            }

            await Task.Delay(SelfUpdateLimits.AgentInterval, tools.Time, shutdown);
        }
    }

    /// <summary>
    /// True when the installed package is another one than that of the self-update, and says the same as its program: somebody has put it
    /// over it since, who knew what he did, so it is not taken away from him when it answers.
    /// </summary>
    private async Task<bool> IsFromOthersAsync(SelfUpdateRecord record, CancellationToken shutdown)
    {
        // Asked again until it is known: a service that does not answer yet is no reason to take anything away. The guard's deadline ends
        // it.
        PackageResult<InstalledInventory> now;
        while (!(now = await packages.NowAsync(shutdown)).IsSuccess && tools.Files.Read().Verdict is null)
        {
            await Task.Delay(SelfUpdateLimits.AgentInterval, tools.Time, shutdown);
        }

        return now.IsSuccess && now.Value.Packages.Any(
            p => p.Name == ProtectedPackages.Agent && !ManagerVersion.Same(p.Version, record.To)
                && ManagerVersion.Same(p.Version, tools.Own.Version));
    }

    /// <summary>Decides; where nothing can be written, reports why, once, and waits before the caller tries again.</summary>
    /// <returns>True when that was reported.</returns>
    private async Task<bool> DecideAsync(JobContext context, SelfUpdateVerdict verdict, bool isReported, CancellationToken shutdown)
    {
        if (tools.Files.Decide(verdict, out var problem) is not null)
        {
            return isReported;
        }

        if (!isReported)
        {
            context.Log($"the decision cannot be recorded yet: {problem}");
        }

        await Task.Delay(SelfUpdateLimits.AgentInterval, tools.Time, shutdown);
        return true;
    }

    /// <summary>Waits until the guard has restored the previous package, or has given up.</summary>
    private async Task<JobEnd> AwaitAsync(JobContext context, CancellationToken shutdown)
    {
        var started = tools.Time.GetTimestamp();
        context.Enter(JobPhase.Verifying, "the previous version is being restored");
        while (true)
        {
            var state = tools.Files.Read();
            if (state.Ending is { } ending)
            {
                await JudgeAsync(context, shutdown);
                tools.Files.DeleteKept();
                return RestoredEnd(state, ending);
            }

            if (tools.Time.GetElapsedTime(started) >= SelfUpdateLimits.AwaitRestore)
            {
                await JudgeAsync(context, shutdown);
                return new JobEnd.Failed(
                    JobErrorCode.RollbackFailed,
                    $"{state.Verdict?.Reason}; how {GuardHost.GuardUnit} ended is unknown: "
                        + $"'{InitCommands.Here.Status(GuardHost.GuardUnit)}' may show it",
                    Retryable: false);
            }

            await Task.Delay(SelfUpdateLimits.AgentInterval, tools.Time, shutdown);
        }
    }

    private static JobEnd.Failed RestoredEnd(SelfUpdateState state, SelfUpdateEnding ending) => ending.Outcome == SelfUpdateOutcome.Restored
        ? new JobEnd.Failed(
            state.Verdict?.Code ?? JobErrorCode.Unknown,
            $"{ending.Reason}; version {state.Record!.From} was restored",
            Retryable: false)
        : new JobEnd.Failed(JobErrorCode.RollbackFailed, ending.Reason, Retryable: false);

    private JobEnd Finish(JobContext context, SelfUpdateState state, JobEnd end)
    {
        if (!state.IsOf(context.Job.Id) || state.Verdict is not { } verdict)
        {
            return NeverCancelled(end);
        }

        if (state.Ending is null && tools.Files.End(new SelfUpdateEnding(
            verdict.Decision == SelfUpdateDecision.Confirmed ? SelfUpdateOutcome.Confirmed : SelfUpdateOutcome.Abandoned,
            verdict.Reason,
            verdict.Decision == SelfUpdateDecision.Confirmed ? state.Record!.To
                : IsReplaced(state) ? tools.Own.Version : state.Record!.From,
            tools.Time.GetUtcNow())) is { } unwritten)
        {
            // The next start writes it.
            context.Log($"the end of the self-update could not be recorded: {unwritten}");
        }

        tools.Files.DeleteKept();
        return end switch
        {
            JobEnd.Completed done when verdict.Decision == SelfUpdateDecision.Confirmed =>
                done with { Message = $"{done.Message}; version {tools.Own.Version} answers" },

            // The changes say that all is in place, but nobody has seen the new version answer.
            JobEnd.Completed => new JobEnd.Failed(
                JobErrorCode.AgentRestarted, $"version {state.Record!.To} was not seen to answer: {verdict.Reason}", Retryable: true),
            JobEnd.Failed failed when IsReplaced(state) && verdict.Decision == SelfUpdateDecision.Abandoned =>
                failed with { Message = $"{verdict.Reason} ({failed.Message})" },
            JobEnd.Failed { Code: JobErrorCode.AgentRestarted } failed when context.Job.BootId != tools.BootId =>
                failed with { Code = JobErrorCode.HostRebooted },
            _ => NeverCancelled(end),
        };
    }

    /// <summary>Records what is installed now.</summary>
    private async Task JudgeAsync(JobContext context, CancellationToken shutdown)
    {
        var now = await packages.AfterAsync(context, shutdown);
        if (now.IsSuccess)
        {
            context.RecordChanges(Verification.Judge(context.Job.Changes, now.Value));
        }
    }

    private bool IsReplaced(SelfUpdateState state) => state.Record is { } record && tools.Own.InstalledImage() != record.Image;

    private static ChangeResult ResultOf(JobEnd end) => end switch
    {
        JobEnd.Completed => ChangeResult.Applied,
        JobEnd.Unverified => ChangeResult.Unknown,
        _ => ChangeResult.Failed,
    };

    /// <summary>The manager waits for ever for a self-update that was cancelled.</summary>
    private static JobEnd NeverCancelled(JobEnd end) =>
        end is JobEnd.Cancelled cancelled ? new JobEnd.Failed(JobErrorCode.Cancelled, cancelled.Message, Retryable: true) : end;
}
