using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.SelfUpdate;
using LinuxPatchApi.Timing;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Operations.SelfUpdates;

/// <summary>
/// Keeps the present program and package, writes the record of the self-update, and starts its guard: all before anything changes, and
/// nothing changes without it.
/// </summary>
/// <param name="updatesAsAWhole">As <see cref="IPackageFamily.UpdatesAsAWhole"/>.</param>
internal sealed class KeepStep(SelfUpdateTools tools, IPackageEngine engine, bool updatesAsAWhole) : IStep<ChangeRun>
{
    /// <summary>Packages named in one sentence. Origin: what a person reads.</summary>
    private const int MostNamed = 5;

    public StepName Name => StepName.Keep;

    /// <summary>An interrupted job is resumed at its transaction, which then has not begun.</summary>
    public bool MayHaveBegun(Job job) => false;

    public async Task<StepResult> RunAsync(ChangeRun run, CancellationToken shutdown)
    {
        var (context, request) = (run.Context, (SelfUpdateRequest)run.Job.Request);
        var change = run.Prepared!.Plan.Changes.FirstOrDefault(c => c.Name == ProtectedPackages.Agent);
        if (change is not { FromVersion: { } from, ToVersion: { } to })
        {
            return Refuse(run, JobErrorCode.DependencyConflict, "the plan does not change the agent's own package");
        }

        if (ManagerVersion.Compare(to, from) < 0 && !request.Options.AllowDowngrade)
        {
            return Refuse(run, JobErrorCode.DependencyConflict, $"version {to} is older than {from}; repeat with options.allow_downgrade");
        }

        // Only a client that has seen them may change other packages, of which a restore takes none back.
        if (updatesAsAWhole && request.PlanDigest is null && Others(run.Prepared.Plan) is { Count: > 0 } others)
        {
            return Refuse(
                run, JobErrorCode.DependencyConflict,
                $"the package manager updates all at once, so other packages would change too: {Counted.Names(others, MostNamed)}"
                    + "; update them first, or repeat with the plan_digest of a dry run");
        }

        await DelayAsync(run, request, shutdown);
        if (await ProbeAsync(shutdown) is { } silent)
        {
            return Refuse(
                run, JobErrorCode.BackendUnavailable,
                $"version {to} would be replaced again: it must answer at its own listener, and version {from} does not: {silent}");
        }

        context.Enter(JobPhase.Resolving, $"keeping version {from}");
        var state = tools.Files.Read();
        if (!state.IsOf(run.Job.Id) || state.Record!.To != to || state.Verdict is not null)
        {
            if (await KeepAsync(run, change, from, to, request.Options.Force, shutdown) is { } problem)
            {
                return Refuse(run, JobErrorCode.PackageManagerError, problem);
            }
        }

        if (await tools.Own.StartGuardAsync(shutdown) is { } noGuard)
        {
            tools.Files.Decide(new SelfUpdateVerdict(SelfUpdateDecision.Abandoned, noGuard));
            return Refuse(run, JobErrorCode.BackendUnavailable, $"nothing would restore version {from}: {noGuard}");
        }

        context.Log($"version {from} stays available; {GuardHost.GuardUnit} restores it unless version {to} answers");
        return StepResult.Next;
    }

    public Task<StepResult> ResumeAsync(ChangeRun run, CancellationToken shutdown) => RunAsync(run, shutdown);

    /// <summary>Returns why nothing may change.</summary>
    private async Task<string?> KeepAsync(
        ChangeRun run, PackageChange change, string from, string to, bool force, CancellationToken shutdown)
    {
        string folder;
        try
        {
            folder = tools.Files.Stage();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{tools.Files.DirectoryPath} cannot be written: {SystemErrorText.Of(e)}";
        }

        var (package, missing) = tools.Kept.Keep(folder, change.Architecture, from, shutdown);
        var offered = "";
        if (package is null)
        {
            var (isOffered, problem) = await DownloadAsync(new PackageBuild(change.Name, change.Architecture, from), shutdown);
            shutdown.ThrowIfCancellationRequested();
            if (!isOffered && !force)
            {
                return $"there would be no way back: {missing}, and {problem}; options.force goes without";
            }

            if (!isOffered)
            {
                run.Context.Warn($"there is no way back from version {to}: {missing}, and {problem}");
            }
            else if (problem is not null)
            {
                run.Context.Warn(
                    $"version {from} could not be downloaded ahead ({problem}); to be restored, it would be fetched from its repository");
            }

            offered = isOffered ? change.Architecture : "";
        }

        var record = new SelfUpdateRecord(
            run.Job.Id, from, to, tools.Own.InstalledImage(), package ?? "", offered, tools.Deadline(), tools.Time.GetUtcNow());
        return tools.Files.Begin(record)?.ToString();
    }

    /// <summary>
    /// Lets the package manager download the present version from a repository, so that it is in its cache when it has to be restored.
    /// PackageKit 1.2.6 downloads nothing into dnf's cache ("Is a directory"): the repository is then needed once more.
    /// </summary>
    /// <returns>Whether a repository offers it, and why it is not in the cache.</returns>
    private async Task<(bool IsOffered, string? Problem)> DownloadAsync(PackageBuild present, CancellationToken shutdown)
    {
        var isOffered = false;
        using var deadline = new Deadline(SelfUpdateLimits.DownloadDeadline, tools.Time, shutdown);
        try
        {
            var found = await ExactVersion.FindAsync(engine, present, deadline.Token);
            if (!found.IsSuccess)
            {
                return (false, found.Failure.Message);
            }

            isOffered = true;
            return (true, (await engine.DownloadAsync([found.Value.Id!], deadline.Token))?.Message);
        }
        catch (OperationCanceledException) when (!shutdown.IsCancellationRequested)
        {
            return (isOffered, $"no repository has delivered it within {SelfUpdateLimits.DownloadDeadline.TotalMinutes:0} minutes");
        }
    }

    /// <summary>
    /// Returns why the present version fails the test that the new one has to pass: it would fail it too, and be replaced for nothing.
    /// </summary>
    private async Task<string?> ProbeAsync(CancellationToken shutdown)
    {
        string? problem = null;
        for (var attempt = 0; attempt < SelfUpdateLimits.ProbeAttempts; attempt++)
        {
            problem = await tools.Own.ListenerProblemAsync(shutdown);
            if (problem is null)
            {
                return null;
            }

            await Task.Delay(SelfUpdateLimits.AgentInterval, tools.Time, shutdown);
        }

        return problem;
    }

    private async Task DelayAsync(ChangeRun run, SelfUpdateRequest request, CancellationToken shutdown)
    {
        var left = run.Job.CreatedAt + TimeSpan.FromSeconds(request.DelaySeconds) - tools.Time.GetUtcNow();

        // A clock that was set back does not make it longer.
        left = left > TimeSpan.FromSeconds(request.DelaySeconds) ? TimeSpan.FromSeconds(request.DelaySeconds) : left;
        if (left > TimeSpan.Zero)
        {
            run.Context.Enter(JobPhase.Resolving, $"waiting {left.TotalSeconds:0} s, as requested");
            await Task.Delay(left, tools.Time, shutdown);
        }
    }

    private static IReadOnlyList<string> Others(Plan plan) =>
        [.. plan.Changes.Select(c => c.Name).Where(name => name != ProtectedPackages.Agent).Distinct()];

    private static StepResult Refuse(ChangeRun run, JobErrorCode code, string why) =>
        PlanStep.End(run, new JobEnd.Failed(code, $"{why}; nothing was changed", Retryable: false));
}
