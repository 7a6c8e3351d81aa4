using System.Text.Json.Serialization.Metadata;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Plans;

/// <summary>A validated package mutation: the job to create, and the options that the host must support.</summary>
/// <param name="Options">The given options that not every package manager supports, with the names used by the client.</param>
internal sealed record Mutation(
    JobOperation Operation,
    JobRequest Request,
    IReadOnlyList<string> Packages,
    bool DryRun,
    IReadOnlyList<(Feature Option, string Field)> Options)
{
    /// <summary>True to fetch the indexes before planning.</summary>
    public bool Refresh { get; init; }
}

/// <summary>
/// The steps common to all package mutations: backend available, options supported, plan shown or compared, job admitted.
/// </summary>
internal sealed class Mutations(EngineProbe probe, PlanGate gate, JobService jobs, Freshness freshness)
{
    /// <summary>Answers a mutation.</summary>
    /// <param name="accepted">Creates the document of the 202. Called once: a repetition with the same key gets the same document.</param>
    public async Task<ApiAnswer> AnswerAsync<T>(
        ApiRequest request,
        Mutation mutation,
        Func<Job, T> accepted,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        where T : JobAccepted
    {
        if (MutationRole.Required(mutation) is var required && request.Role < required)
        {
            return ApiAnswer.Forbid(required, request.Role);
        }

        if (mutation is { DryRun: true, Request.PlanDigest: not null })
        {
            return new InputFailure(
                ApiReason.InvalidRequest, "plan_digest", "belongs to the change itself; a dry run compares nothing").Answer;
        }

        request = request.Requiring(MutationRole.ForRepetition(mutation, request.Role));
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

        // An apply without a digest refreshes when it runs.
        var requestedAt = freshness.Now;
        var refreshFailure = mutation.Refresh && (mutation.DryRun || mutation.Request is not ApplyRequest { PlanDigest: null })
            ? await freshness.FreshAsync(TimeSpan.Zero, cancellationToken)
            : null;
        if (mutation.DryRun)
        {
            return await gate.DryRunAsync(mutation.Operation, mutation.Request, WithAge, cancellationToken);
        }

        if (refreshFailure is not null)
        {
            return ApiAnswer.Of(refreshFailure with { Message = $"{refreshFailure.Message}; nothing was changed" });
        }

        if (await gate.CheckAsync(mutation.Request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var admission = jobs.Admit(mutation.Operation, mutation.Request, mutation.Packages, request.Origin(Document, type));
        return admission.Job is { } job
            ? ApiAnswer.Accepted(job.Id, Document(job), type)
            : Refusal(admission.Refusal!.Value, admission.Detail!);

        PlanDocument WithAge(PlanDocument plan) => plan with
        {
            MetadataRefreshedAt = UtcTime.Of(freshness.RefreshedAt),
            Stale = mutation.Refresh ? freshness.IsOlderThan(TimeSpan.Zero, requestedAt) : freshness.IsStale,
            Warnings = refreshFailure is null
                ? plan.Warnings
                : [.. plan.Warnings, $"the plan is based on indexes that could not be refreshed: {refreshFailure.Message}"],
        };
    }

    /// <summary>Admits a job that names no package, answered with the plain document of the 202.</summary>
    public static ApiAnswer Admit(JobService jobs, ApiRequest request, JobOperation operation, JobRequest job)
    {
        var admission = jobs.Admit(operation, job, [], request.Origin(Accepted, ApiJson.Default.JobAccepted));
        return admission.Job is { } created
            ? ApiAnswer.Accepted(created.Id, Accepted(created), ApiJson.Default.JobAccepted)
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
