using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>After a transaction: the installed set is compared with the plan.</summary>
internal sealed partial class PackageJobExecutor
{
    private async Task<JobEnd> VerifyAsync(JobContext context, PreparedChange prepared, ExecutionReport report, JobTraces traces, CancellationToken shutdown)
    {
        context.Enter(JobPhase.Verifying, "comparing the installed versions with the plan");
        context.Cancellable(false);
        var after = await AfterAsync(context, shutdown);
        if (!after.IsSuccess)
        {
            return new JobEnd.Unverified(JobErrorCode.PackageManagerError, $"the result could not be verified: {after.Failure.Message}");
        }

        IReadOnlyList<PackageChange> told = [.. prepared.Plan.Changes, .. prepared.Plan.Skipped];
        if (report.Failure is { } failed)
        {
            report = report with { Failure = DiskCause.Of(failed, terminal.Since(traces.Printed), Mounts.Read()) };
        }

        var changes = Verification.Judge(told, after.Value);
        IReadOnlyList<PackageChange> unplanned = [.. Verification.Unplanned(told, prepared.Before, after.Value)];
        context.Changes([.. changes, .. unplanned]);
        var verdict = Verdict.WithUnplanned(Verdict.Of(changes, report, context.StopReason), unplanned, prepared.Before, IsForced(context.Job));
        var end = WithBroken(RollbackVerdict(context.Job, verdict), after.Value);
        if (end is JobEnd.Failed)
        {
            LogPrinted(context, traces.Printed);
        }
        else if (report.Failure is { } words)
        {
            context.Warn($"the package manager reported a failure, but all planned changes are in place: {words.Message}");
        }

        Afterwards(context, changes, after.Value, traces, shutdown);
        await ReadPatchesAsync(shutdown);
        return end is JobEnd.Completed completed && context.Job is { IsTerminal: false } && context.Job.Request is ApplyRequest { AllowReboot: true } apply
            ? await reboot.AfterAsync(context, apply, report, completed, time.GetUtcNow(), shutdown)
            : end;
    }

    /// <summary>What the maintainer scripts said since.</summary>
    private void LogPrinted(JobContext context, long printed)
    {
        foreach (var line in terminal.Since(printed))
        {
            context.Log(line);
        }
    }

    /// <summary>Keeps the files of what went in, and tells which configuration files were kept and which packages lost the mark of an automatic installation.</summary>
    private void Afterwards(JobContext context, IReadOnlyList<PackageChange> changes, InstalledInventory after, JobTraces traces, CancellationToken shutdown)
    {
        var touched = changes.Where(c => c.Outcome is ChangeOutcome.Applied or ChangeOutcome.Different && c.ToVersion is not null).Select(c => c.Name);
        foreach (var warning in keptFiles.Told(traces.Files, keptFiles.Of(touched, shutdown), terminal.Since(traces.Printed)).Except(context.Job.Warnings))
        {
            context.Warn(warning);
        }

        Kept(context, store?.KeepPresent(changes));
        var former = context.Job.Automatic.Concat((context.Job.Request as RollbackRequest)?.Automatic ?? []).Distinct(StringComparer.Ordinal).ToList();
        if (former.Count == 0 || marks?.Automatic() is not { } now)
        {
            return;
        }

        foreach (var name in former.Where(n => !now.Contains(n) && after.Named(n).Any()))
        {
            context.Warn($"{name} counts as manually installed now; it was automatically installed before, and the package manager's D-Bus interface cannot say so ({after.Terms.MarkAutomatic} {name})");
        }
    }

    private static void Kept(JobContext context, IReadOnlyList<string>? problems)
    {
        foreach (var problem in problems ?? [])
        {
            context.Log(problem);
        }
    }

    /// <summary>An undo that did not reach the former state has a code of its own; its cause stays in the text.</summary>
    private static JobEnd RollbackVerdict(Job job, JobEnd end) => job.Operation == JobOperation.Rollback && end is JobEnd.Failed { Code: not JobErrorCode.Timeout } failed
        ? failed with { Code = JobErrorCode.RollbackFailed }
        : end;

    /// <summary>A client that lists patches right after the job's end sees what is left. A failure here is shown by the list itself.</summary>
    private async Task ReadPatchesAsync(CancellationToken shutdown)
    {
        using var deadline = new CancellationTokenSource(PackageLimits.QueryDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(shutdown, deadline.Token);
        try
        {
            await patches.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!shutdown.IsCancellationRequested)
        {
            patches.Invalidate();
        }
    }
}
