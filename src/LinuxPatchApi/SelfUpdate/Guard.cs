using System.Diagnostics;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.SelfUpdate;

/// <summary>
/// Watches a self-update from outside of the agent, in a process of the previous version, and restores the previous package when the new
/// version does not answer in time. Every step may be repeated after a kill. Whatever the host does or fails to do, the number of attempts
/// is bounded, and the agent is started again.
/// </summary>
/// <param name="log">Receives what happens, a line each.</param>
internal sealed class Guard(SelfUpdateFiles files, IGuardHost host, TimeProvider time, Action<string> log)
{
    /// <summary>Runs until the self-update has ended.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (free, busy) = (TimeSpan.Zero, TimeSpan.Zero);
        var (isReasonLogged, isProblemLogged) = (false, false);
        var last = time.GetTimestamp();
        while (true)
        {
            var state = files.Read();
            var isReplaced = state.Record is { } record && host.Image() != record.Image;
            var isBusy = host.IsBusy();
            var now = time.GetTimestamp();
            var passed = time.GetElapsedTime(last, now);
            last = now;
            free += isReplaced && !isBusy ? passed : TimeSpan.Zero;
            busy += isReplaced && isBusy ? passed : TimeSpan.Zero;
            var view = new GuardView(state, isReplaced, isBusy, free, busy);
            switch (GuardDecision.Next(view))
            {
                case GuardStep.Leave:
                    return;
                case GuardStep.Decide:
                    var reason = GuardDecision.Reason(view);
                    LogOnce(reason, ref isReasonLogged);
                    files.Decide(new SelfUpdateVerdict(SelfUpdateDecision.Restore, reason, JobErrorCode.Timeout), out var problem);
                    LogOnce(problem, ref isProblemLogged);
                    break;
                case GuardStep.Restore:
                    await RestoreAsync(state.Record!, state.Verdict!, cancellationToken);
                    return;
                case GuardStep.Watch:
                    break;
                default:
                    throw new UnreachableException();
            }

            await Task.Delay(SelfUpdateLimits.GuardInterval, time, cancellationToken);
        }
    }

    private async Task RestoreAsync(SelfUpdateRecord record, SelfUpdateVerdict verdict, CancellationToken cancellationToken)
    {
        string? problem;
        log($"restoring version {record.From}; stopping the agent");
        try
        {
            // Also ends a maintainer script that waits for the new version to start.
            LogProblem(await WithinAsync(
                SelfUpdateLimits.UnitDeadline, host.StopAgentAsync, "the agent did not stop in time", cancellationToken));
            problem = record.Package.Length == 0 && record.Offered.Length == 0
                ? "no package of the previous version was kept"
                : await InstallPreviousAsync(record, cancellationToken);
        }
        finally
        {
            // Also when this process is being stopped, or has a bug: nobody can patch a host whose agent stays off.
            LogProblem(await WithinAsync(
                SelfUpdateLimits.UnitDeadline, host.StartAgentAsync, "the agent did not start in time", CancellationToken.None));
        }

        var ending = new SelfUpdateEnding(
            problem is null ? SelfUpdateOutcome.Restored : SelfUpdateOutcome.RestoreFailed,
            problem is null ? verdict.Reason : $"{verdict.Reason}; {problem}",
            (await InstalledAsync(cancellationToken))?.Version ?? "",
            time.GetUtcNow());
        log(problem ?? $"version {record.From} is installed again");
        LogProblem(files.End(ending)?.ToString());
    }

    /// <summary>Returns why the previous package is not installed; null when it is.</summary>
    private async Task<string?> InstallPreviousAsync(SelfUpdateRecord record, CancellationToken cancellationToken)
    {
        string? problem = null;
        for (var attempt = files.Attempts() + 1; ; attempt++)
        {
            // Installed already: by an earlier run of the guard that was killed.
            if (await InstalledAsync(cancellationToken) is { IsWhole: true } present && present.Version == record.From)
            {
                return null;
            }

            if (attempt > SelfUpdateLimits.RestoreAttempts)
            {
                return $"version {record.From} could not be restored: "
                    + (problem ?? $"the guard ended in the middle of {SelfUpdateLimits.RestoreAttempts} attempts");
            }

            files.CountAttempt(attempt);
            problem = await WithinAsync(
                SelfUpdateLimits.RestoreDeadline,
                token => record.Package.Length > 0
                    ? host.InstallAsync(files.PackagePath(record), token)
                    : host.InstallVersionAsync(record.Offered, record.From, token),
                "the package manager did not finish in time",
                cancellationToken);
            if (problem is null)
            {
                if (await InstalledAsync(cancellationToken) is { IsWhole: true } after && after.Version == record.From)
                {
                    return null;
                }

                problem = "the package manager reported success, but the previous version is not installed";
            }

            log($"attempt {attempt}: {problem}");
            LogProblem(await WithinAsync(
                SelfUpdateLimits.RepairDeadline, host.RepairAsync, "the repair did not finish in time", cancellationToken));
            await Task.Delay(SelfUpdateLimits.RestorePause, time, cancellationToken);
        }
    }

    /// <summary>Null also when the package manager does not answer in time.</summary>
    private Task<(string Version, bool IsWhole)?> InstalledAsync(CancellationToken cancellationToken) =>
        WithinAsync(SelfUpdateLimits.QueryDeadline, host.InstalledAsync, null, cancellationToken);

    /// <summary>Returns <paramref name="late"/> when the host does not answer in time, even where it ignores the token.</summary>
    private async Task<T> WithinAsync<T>(
        TimeSpan limit, Func<CancellationToken, Task<T>> call, T late, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(limit, time, cancellationToken);
        try
        {
            return await call(deadline.Token).WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return late;
        }
    }

    private void LogProblem(string? problem)
    {
        if (problem is not null)
        {
            log(problem);
        }
    }

    /// <summary>The loop repeats a step that fails twice a second.</summary>
    private void LogOnce(string? line, ref bool isLogged)
    {
        if (line is not null && !isLogged)
        {
            isLogged = true;
            log(line);
        }
    }
}
