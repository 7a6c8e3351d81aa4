using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Api.Plans;

/// <summary>Dry runs, and the comparison of the <c>plan_digest</c> of a mutation with a new simulation.</summary>
/// <param name="concerned">Looks up the packages that a refusal names; null for no look-up.</param>
internal sealed class PlanGate(
    ChangePlanner planner, TimeProvider time, Func<IReadOnlyList<string>, IReadOnlyList<ConcernedPackage>>? concerned = null)
{
    public const string DigestRule = "must be 64 hexadecimal digits, as a dry run gave them";

    public const string DryRunRule = "belongs to the change itself; a dry run compares nothing";

    private readonly Lock _lock = new();
    private readonly LinkedList<Plan> _recent = [];

    /// <summary>Answers a dry run with its plan.</summary>
    /// <param name="withAge">Adds the age of the data the plan is based on; null for none.</param>
    public async Task<ApiAnswer> DryRunAsync(
        JobOperation operation, JobRequest request, Func<PlanDocument, PlanDocument>? withAge, CancellationToken cancellationToken)
    {
        var prepared = await PrepareAsync(request, cancellationToken);
        if (prepared.Change is not { } change)
        {
            return prepared.Failure!;
        }

        // Not of the plan itself: a job that runs it later knows more.
        var plan = planner.BeingRead(change.Plan) is { } unknown
            ? change.Plan with { Warnings = [.. change.Plan.Warnings, unknown] } : change.Plan;
        var document = JobDocumentMapper.Plan(operation, plan) with { Obstacle = change.NothingPossible?.Message };
        return ApiAnswer.Ok(withAge?.Invoke(document) ?? document, ApiJson.Write);
    }

    /// <summary>Returns a refusal. Null when the request has no digest, or the plan is unchanged.</summary>
    public async Task<ApiAnswer?> CheckAsync(JobRequest request, CancellationToken cancellationToken)
    {
        if (request.PlanDigest is not { } expected)
        {
            return null;
        }

        var prepared = await PrepareAsync(request, cancellationToken);
        if (prepared.Change?.Plan is not { } plan)
        {
            return prepared.Failure;
        }

        return plan.Digest == expected ? null : Changed(expected, plan, Find(expected));
    }

    /// <summary>True for the form of a plan's digest.</summary>
    public static bool IsDigest(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Reads the digest of a change that has no package in its request.</summary>
    public static string? ReadDigest(BodyObject body, bool dryRun)
    {
        var digest = body.Text("plan_digest", IsDigest, DigestRule);
        return digest is not null && dryRun ? body.Fail<string>("plan_digest", DryRunRule) : digest;
    }

    /// <summary>Returns a refusal. Null when the client agreed to no plan, or to this one.</summary>
    public static ApiAnswer? Compare(string? expected, Plan plan) => expected is null || plan.Digest == expected
        ? null
        : Changed(expected, plan, previous: null);

    private async Task<(PreparedChange? Change, ApiAnswer? Failure)> PrepareAsync(JobRequest request, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(PackageLimits.QueryDeadline, time, cancellationToken);
        var prepared = await planner.PrepareAsync(request, deadline.Token);
        if (!prepared.IsSuccess)
        {
            var failure = prepared.Failure;
            var known = failure.Names.Count > 0 ? concerned?.Invoke(failure.Names) ?? [] : [];
            var reason = failure.NeedsAdmin ? ApiReason.Forbidden : ApiReasonTable.Of(failure.Code);
            return (null, ApiAnswer.Of(failure, reason, known));
        }

        Store(prepared.Value.Plan);
        return (prepared.Value, null);
    }

    private static ApiAnswer.Error Changed(string expected, Plan plan, Plan? previous)
    {
        var difference = previous is null ? null : PlanDifference.Between(previous.Changes, plan.Changes);
        var details = new PlanChangedDetails(
            expected,
            plan.Digest,
            difference?.Added.Select(JobDocumentMapper.Change).ToList(),
            difference?.Removed.Select(JobDocumentMapper.Change).ToList(),
            [.. plan.Changes.Select(JobDocumentMapper.Change)]);
        return new ApiAnswer.Error(
            ApiReason.PlanChanged,
            $"this request gives another plan now than the one with this digest; nothing was changed. {PlanRemedies.PlanAgain}",
            writer => ApiJson.Write(writer, details));
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
