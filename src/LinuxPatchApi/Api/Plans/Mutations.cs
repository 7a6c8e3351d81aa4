using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Detection;
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
/// <param name="doubts">What of a request is known to mean nothing on this host; null for none.</param>
internal sealed class Mutations(
    EngineProbe probe,
    PlanGate gate,
    JobService jobs,
    Freshness freshness,
    Func<JobRequest, CancellationToken, IReadOnlyList<string>>? doubts = null)
{
    /// <summary>Answers a mutation.</summary>
    /// <param name="accepted">Creates the document of the 202. Called once: a repetition with the same key gets the same document.</param>
    public async Task<ApiAnswer> AnswerAsync<T>(
        ApiRequest request,
        Mutation mutation,
        Func<Job, T> accepted,
        Action<Utf8JsonWriter, T> write,
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
                ApiReason.InvalidRequest, "plan_digest", PlanGate.DryRunRule).Answer;
        }

        request = request.Requiring(MutationRole.ForRepetition(mutation, request.Role));
        mutation = MutationRole.Within(mutation, request.Role);

        T? document = null;
        IReadOnlyList<string> warnings = [];
        T Document(Job job) => document ??= (T)(accepted(job) with { Warnings = warnings });
        var backend = await probe.NowAsync(cancellationToken);
        if (!backend.IsSuccess)
        {
            return ApiAnswer.Of(backend.Failure);
        }

        string? partial = null;
        foreach (var (option, field) in mutation.Options)
        {
            if (FamilyTable.WhyNot(option, backend.Value) is not { } why)
            {
                continue;
            }

            // The digest says that the client has seen every package that changes, asked for or not.
            if (option != Feature.PartialUpgrade)
            {
                return new InputFailure(ApiReason.OptionNotSupported, field, why).Answer;
            }

            // The agent's update of itself is judged by its plan: it may be the only update that there is.
            partial = $"{why}; a part is changed only with the plan_digest of a dry run, which names all that changes";
            if (mutation is { DryRun: false, Request: { PlanDigest: null } and not SelfUpdateRequest })
            {
                return new InputFailure(ApiReason.OptionNotSupported, field, partial).Answer;
            }
        }

        // An apply without a digest refreshes when it runs.
        var requestedAt = freshness.Now;
        var refreshFailure = mutation.Refresh && (mutation.DryRun || mutation.Request is not ApplyRequest { PlanDigest: null })
            ? await freshness.FreshAsync(TimeSpan.Zero, cancellationToken)
            : null;
        if (mutation.DryRun && refreshFailure is not null
            && (refreshFailure.Code is JobErrorCode.DiskFull or JobErrorCode.ReadOnly || freshness.IsBlind))
        {
            // As the job itself: a plan without any index would call the host patched.
            return ApiAnswer.Of(refreshFailure with { Message = $"{refreshFailure.Message}; so whether there are updates is not known" });
        }

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

        // Before the admission: it holds the queue's lock, and a warning must not decide about a job.
        warnings = Doubts(mutation.Request, cancellationToken);
        var admission = jobs.Admit(mutation.Operation, mutation.Request, mutation.Packages, request.Origin(Document, write));
        return admission.Job is { } job
            ? ApiAnswer.Accepted(job.Id, Document(job), write)
            : Refusal(request, admission.Refusal!.Value, admission.Detail!);

        PlanDocument WithAge(PlanDocument plan) => plan with
        {
            MetadataRefreshedAt = UtcTime.Of(freshness.RefreshedAt),
            Stale = mutation.Refresh ? freshness.IsOlderThan(TimeSpan.Zero, requestedAt) : freshness.IsStale,
            Warnings = refreshFailure is null
                ? [.. plan.Warnings, .. partial is null ? Array.Empty<string>() : [partial]]
                : [.. plan.Warnings, $"the plan is based on indexes that could not be refreshed: {refreshFailure.Message}"],
        };
    }

    /// <summary>Returns the warnings about names; none when what they are judged by cannot be read, which the job itself reports.</summary>
    private IReadOnlyList<string> Doubts(JobRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return doubts?.Invoke(request, cancellationToken) ?? [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>Admits a job that names no package, answered with the plain document of the 202.</summary>
    public static ApiAnswer Admit(JobService jobs, ApiRequest request, JobOperation operation, JobRequest job)
    {
        var admission = jobs.Admit(operation, job, [], request.Origin(Accepted, ApiJson.Write));
        return admission.Job is { } created
            ? ApiAnswer.Accepted(created.Id, Accepted(created), ApiJson.Write)
            : Refusal(request, admission.Refusal!.Value, admission.Detail!);
    }

    public static JobAccepted Accepted(Job job) => new(
        job.Id,
        JobSpelling.Statuses.Of(JobStatus.Pending),
        JobSpelling.Operations.Of(job.Operation),
        job.Packages.Count > 0 ? job.Packages : null,
        job.Packages.Count == 1 ? job.Packages[0] : null,
        UtcTime.Of(job.CreatedAt));

    private static ApiAnswer Refusal(ApiRequest request, AdmissionRefusal refusal, string detail) =>
        refusal == AdmissionRefusal.RoleLost && request.Forbidden() is { } forbidden ? forbidden : Refusal(refusal, detail);

    public static ApiAnswer Refusal(AdmissionRefusal refusal, string detail) => ApiAnswer.Refuse(
        refusal switch
        {
            AdmissionRefusal.RoleLost => ApiReason.Forbidden,
            AdmissionRefusal.QueueFull => ApiReason.QueueFull,
            AdmissionRefusal.Frozen => ApiReason.AdmissionFrozen,
            AdmissionRefusal.SelfUpdating => ApiReason.SelfUpdateInProgress,
            AdmissionRefusal.OthersActive => ApiReason.DatabaseMutationInProgress,
            _ => ApiReason.DiskFull,
        },
        detail);
}
