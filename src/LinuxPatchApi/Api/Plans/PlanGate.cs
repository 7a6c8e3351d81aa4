using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Api.Plans;

/// <summary>Dry runs, and the comparison of a mutation's <c>plan_digest</c> with a new simulation.</summary>
internal sealed class PlanGate(ChangePlanner planner, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Plan> _remembered = [];

    /// <param name="aged">Adds how old the knowledge is that the plan stands on; null for none.</param>
    public async Task<ApiAnswer> DryRunAsync(
        JobOperation operation, JobRequest request, Func<PlanDocument, PlanDocument>? aged, CancellationToken cancellationToken)
    {
        var prepared = await PrepareAsync(request, cancellationToken);
        if (prepared.Plan is not { } plan)
        {
            return prepared.Failure!;
        }

        var document = JobDocumentsOf.Plan(operation, plan);
        return ApiAnswer.Ok(aged?.Invoke(document) ?? document, ApiJson.Default.PlanDocument);
    }

    /// <summary>Null when the request carries no digest, or the plan is still the same.</summary>
    public async Task<ApiAnswer?> CheckAsync(JobRequest request, CancellationToken cancellationToken)
    {
        if (request.PlanDigest is not { } expected)
        {
            return null;
        }

        var prepared = await PrepareAsync(request, cancellationToken);
        if (prepared.Plan is not { } plan)
        {
            return prepared.Failure;
        }

        return plan.Digest == expected ? null : Changed(expected, plan);
    }

    private async Task<(Plan? Plan, ApiAnswer? Failure)> PrepareAsync(JobRequest request, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(PackageLimits.QueryDeadline, time, cancellationToken);
        var prepared = await planner.PrepareAsync(request, deadline.Token);
        if (!prepared.IsSuccess)
        {
            return (null, prepared.Failure.NeedsAdmin ? ApiAnswer.Of(prepared.Failure, ApiReason.Forbidden) : ApiAnswer.Of(prepared.Failure));
        }

        Remember(prepared.Value.Plan);
        return (prepared.Value.Plan, null);
    }

    private ApiAnswer.Error Changed(string expected, Plan plan)
    {
        var difference = Recall(expected) is { } former ? PlanDifference.Between(former.Changes, plan.Changes) : null;
        var details = new PlanChangedDetails(
            expected,
            plan.Digest,
            difference?.Added.Select(JobDocumentsOf.Change).ToList(),
            difference?.Removed.Select(JobDocumentsOf.Change).ToList(),
            [.. plan.Changes.Select(JobDocumentsOf.Change)]);
        return new ApiAnswer.Error(
            ApiReason.PlanChanged,
            "a new simulation gives another plan than the one with this digest; nothing was changed",
            writer => JsonSerializer.Serialize(writer, details, ApiJson.Default.PlanChangedDetails));
    }

    private void Remember(Plan plan)
    {
        lock (_lock)
        {
            _remembered.AddFirst(plan);
            while (_remembered.Count > PackageLimits.PlansRemembered || _remembered.Sum(p => p.Changes.Count + p.Skipped.Count) > PackageLimits.PlannedChangesRemembered)
            {
                _remembered.RemoveLast();
            }
        }
    }

    private Plan? Recall(string digest)
    {
        lock (_lock)
        {
            return _remembered.FirstOrDefault(p => p.Digest == digest);
        }
    }
}
