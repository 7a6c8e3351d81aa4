using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Api.Plans;

/// <summary>Dry runs, and the comparison of the <c>plan_digest</c> of a mutation with a new simulation.</summary>
internal sealed class PlanGate(ChangePlanner planner, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Plan> _recent = [];

    /// <summary>Answers a dry run with its plan.</summary>
    /// <param name="withAge">Adds the age of the data the plan is based on; null for none.</param>
    public async Task<ApiAnswer> DryRunAsync(
        JobOperation operation, JobRequest request, Func<PlanDocument, PlanDocument>? withAge, CancellationToken cancellationToken)
    {
        var prepared = await PrepareAsync(request, cancellationToken);
        if (prepared.Plan is not { } plan)
        {
            return prepared.Failure!;
        }

        var document = JobDocumentMapper.Plan(operation, plan);
        return ApiAnswer.Ok(withAge?.Invoke(document) ?? document, ApiJson.Default.PlanDocument);
    }

    /// <summary>Returns a refusal. Null when the request has no digest, or the plan is unchanged.</summary>
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
            var failure = prepared.Failure;
            return (null, failure.NeedsAdmin ? ApiAnswer.Of(failure, ApiReason.Forbidden) : ApiAnswer.Of(failure));
        }

        Store(prepared.Value.Plan);
        return (prepared.Value.Plan, null);
    }

    private ApiAnswer.Error Changed(string expected, Plan plan)
    {
        var difference = Find(expected) is { } previous ? PlanDifference.Between(previous.Changes, plan.Changes) : null;
        var details = new PlanChangedDetails(
            expected,
            plan.Digest,
            difference?.Added.Select(JobDocumentMapper.Change).ToList(),
            difference?.Removed.Select(JobDocumentMapper.Change).ToList(),
            [.. plan.Changes.Select(JobDocumentMapper.Change)]);
        return new ApiAnswer.Error(
            ApiReason.PlanChanged,
            "a new simulation gives another plan than the one with this digest; nothing was changed",
            writer => JsonSerializer.Serialize(writer, details, ApiJson.Default.PlanChangedDetails));
    }

    private void Store(Plan plan)
    {
        lock (_lock)
        {
            _recent.AddFirst(plan);
            while (_recent.Count > PackageLimits.PlansRemembered
                || _recent.Sum(p => p.Changes.Count + p.Skipped.Count) > PackageLimits.PlannedChangesRemembered)
            {
                _recent.RemoveLast();
            }
        }
    }

    private Plan? Find(string digest)
    {
        lock (_lock)
        {
            return _recent.FirstOrDefault(p => p.Digest == digest);
        }
    }
}
