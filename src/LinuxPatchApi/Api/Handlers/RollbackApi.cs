using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Steps;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>Undoes a finished job.</summary>
internal sealed class RollbackApi(JobService jobs, UndoPlans undo, Mutations mutations) : IApiRoutes
{
    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Change(AccessRole.Operator, "POST", "/api/v1/jobs/{id}/rollback", "rollbackJob", BodyUse.Optional, RollbackAsync),
    ];

    public async ValueTask<ApiAnswer?> RollbackAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (NameRules.JobId(request.Values["id"]) is not { } id)
        {
            return ApiAnswer.RefuseField(ApiReason.InvalidJobId, "id", "id: must be a UUID");
        }

        var (body, failure) = await JsonBody.ReadAsync(request.Http, required: false, cancellationToken);
        if (body is null)
        {
            return failure;
        }

        var force = body.Bool("force") ?? false;
        var dryRun = body.Bool("dry_run") ?? false;
        var refresh = body.Bool("refresh") ?? false;
        var digest = body.Text("plan_digest", PlanGate.IsDigest, PlanGate.DigestRule);
        if (body.Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        if (jobs.Store.Find(id) is not { } job)
        {
            return ApiAnswer.Refuse(ApiReason.JobNotFound, $"there is no job {id} in the history");
        }

        var plan = await undo.OfAsync(job, cancellationToken);
        if (plan.Unknown is { } unknown)
        {
            return ApiAnswer.Of(unknown with { Message = plan.Reasons[0] });
        }

        var rollback = new RollbackRequest(id, plan.Undo, force) { PlanDigest = digest, Automatic = job.Automatic };
        return plan.IsPossible
            ? await AdmitAsync(request, job, rollback, dryRun, refresh, cancellationToken)
            : Impossible(plan);
    }

    private async Task<ApiAnswer> AdmitAsync(
        ApiRequest request, Job original, RollbackRequest rollback, bool dryRun, bool refresh, CancellationToken cancellationToken)
    {
        var names = rollback.Undo.Select(c => c.Name).ToList();
        var mutation = new Mutation(JobOperation.Rollback, rollback, names, dryRun, []) { Refresh = refresh };
        return await mutations.AnswerAsync(
            request,
            mutation,
            job => new RollbackAccepted(Mutations.Accepted(job)) { OriginalJobId = original.Id },
            ApiJson.Write,
            cancellationToken);
    }

    private static ApiAnswer.Error Impossible(UndoPlan plan) => new(
        ApiReason.RollbackNotPossible,
        "the job cannot be undone; nothing was changed",
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("reasons");
            foreach (var reason in plan.Reasons)
            {
                writer.WriteStringValue(reason);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
}
