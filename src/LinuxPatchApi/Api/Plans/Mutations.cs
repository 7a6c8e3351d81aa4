using System.Text.Json.Serialization.Metadata;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Plans;

/// <summary>A package mutation as validated: what the job is to be, and what of it the host must be able to honour.</summary>
/// <param name="Options">Options that were set and that not every package manager honours, with the name the client used.</param>
internal sealed record Mutation(
    JobOperation Operation,
    JobRequest Request,
    IReadOnlyList<string> Packages,
    bool DryRun,
    IReadOnlyList<(Feature Option, string Field)> Options)
{
    /// <summary>Plan on indexes that are fetched now.</summary>
    public bool Refresh { get; init; }
}

/// <summary>The one way of all package mutations: backend there, options honoured, plan shown or compared, job admitted.</summary>
internal sealed class Mutations(EngineProbe probe, PlanGate gate, JobService jobs, Freshness freshness)
{
    /// <param name="accepted">The document of the 202, made once: a repeat with the same idempotency key is given the same one.</param>
    public async Task<ApiAnswer> AnswerAsync<T>(
        ApiRequest request,
        Mutation mutation,
        Func<Job, T> accepted,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        where T : JobAccepted
    {
        if (MutationRole.Needed(mutation) is var needed && request.Role < needed)
        {
            return ApiAnswer.Forbid(needed, request.Role);
        }

        if (mutation is { DryRun: true, Request.PlanDigest: not null })
        {
            return new InputFailure(ApiReason.InvalidRequest, "plan_digest", "belongs to the change itself; a dry run compares nothing").Answer;
        }

        request = request.Needing(MutationRole.Kept(mutation, request.Role));

        mutation = MutationRole.Within(mutation, request.Role);

        T? document = null;
        T Document(Job job) => document ??= accepted(job);
        var backend = await probe.NowAsync(cancellationToken);
        if (!backend.IsSuccess)
        {
            return ApiAnswer.Of(backend.Failure);
        }

        foreach (var (option, field) in mutation.DryRun ? [.. mutation.Options, (Feature.Simulation, "dry_run")] : mutation.Options)
        {
            if (FamilyTable.WhyNot(option, backend.Value) is { } why)
            {
                return new InputFailure(ApiReason.OptionNotSupported, field, why).Answer;
            }
        }

        // An apply without a digest refreshes when it has its turn.
        var asked = freshness.Now;
        var old = mutation.Refresh && (mutation.DryRun || mutation.Request is not ApplyRequest { PlanDigest: null })
            ? await freshness.FreshAsync(TimeSpan.Zero, cancellationToken)
            : null;
        if (mutation.DryRun)
        {
            return await gate.DryRunAsync(mutation.Operation, mutation.Request, Aged, cancellationToken);
        }

        if (old is not null)
        {
            return ApiAnswer.Of(old with { Message = $"{old.Message}; nothing was changed" });
        }

        if (await gate.CheckAsync(mutation.Request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var admission = jobs.Admit(mutation.Operation, mutation.Request, mutation.Packages, request.Origin(Document, type));
        return admission.Job is { } job
            ? ApiAnswer.Accepted(job.Id, Document(job), type)
            : Refusal(admission.Refusal!.Value, admission.Detail!);

        PlanDocument Aged(PlanDocument plan) => plan with
        {
            MetadataRefreshedAt = UtcTime.Of(freshness.RefreshedAt),
            Stale = mutation.Refresh ? freshness.IsOlderThan(TimeSpan.Zero, asked) : freshness.IsStale,
            Warnings = old is null ? plan.Warnings : [.. plan.Warnings, $"the plan is made on indexes that could not be refreshed: {old.Message}"],
        };
    }

    /// <summary>The admission of a job that names no package, with the plain document of the 202.</summary>
    public static ApiAnswer Admit(JobService jobs, ApiRequest request, JobOperation operation, JobRequest job)
    {
        var admission = jobs.Admit(operation, job, [], request.Origin(Accepted, ApiJson.Default.JobAccepted));
        return admission.Job is { } made
            ? ApiAnswer.Accepted(made.Id, Accepted(made), ApiJson.Default.JobAccepted)
            : Refusal(admission.Refusal!.Value, admission.Detail!);
    }

    public static JobAccepted Accepted(Job job) => new(
        job.Id,
        JobSpelling.Statuses.Of(JobStatus.Pending),
        JobSpelling.Operations.Of(job.Operation),
        job.Packages.Count > 0 ? job.Packages : null,
        job.Packages.Count == 1 ? job.Packages[0] : null,
        UtcTime.Of(job.CreatedAt));

    public static ApiAnswer Refusal(AdmissionRefusal refusal, string detail) => ApiAnswer.Refuse(
        refusal switch
        {
            AdmissionRefusal.QueueFull => ApiReason.QueueFull,
            AdmissionRefusal.Frozen => ApiReason.AdmissionFrozen,
            _ => ApiReason.DiskFull,
        },
        detail);
}
