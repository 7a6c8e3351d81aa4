using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>Reboots, their cancellation, and the history of boots.</summary>
internal sealed class RebootApi(RebootService reboots, RebootLedger ledger) : IApiRoutes
{
    /// <summary>Characters of a reason. Origin: shown as one wall message, which logind passes on in full.</summary>
    private const int MaxReasonLength = 512;

    /// <summary>
    /// Partially installed packages named in a refusal. Origin: those of one interrupted transaction; GET /packages has all.
    /// </summary>
    private const int MaxUnclean = 500;

    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Change(AccessRole.Admin, "POST", "/api/v1/system/reboot", "reboot", BodyUse.Optional, RebootAsync),
        ApiRoute.Read("/api/v1/system/reboots", "listReboots", ListAsync, "limit", "offset"),
        ApiRoute.Change(AccessRole.Admin, "DELETE", "/api/v1/system/reboot", "cancelReboot", BodyUse.None, CancelAsync),
    ];

    public async ValueTask<ApiAnswer?> RebootAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (body, failure) = await JsonBody.ReadAsync(request.Http, required: false, cancellationToken);
        if (body is null)
        {
            return failure;
        }

        var delay = body.Int("delay_seconds", 0, RebootLimits.MaxDelaySeconds) ?? 0;
        var force = body.Bool("force") ?? false;
        var reason = body.Text("reason", IsReason, $"must be 1 to {MaxReasonLength} characters without control characters");
        var acknowledged = body.Bool("acknowledge_package_database_corruption_risk") ?? false;
        var dryRun = body.Bool("dry_run") ?? false;
        var digest = PlanGate.ReadDigest(body, dryRun);
        if (body.Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        var reboot = new RebootRequest(delay, force, reason);
        if (dryRun || digest is not null)
        {
            var plan = await reboots.PreviewAsync(reboot, acknowledged, cancellationToken);
            var answer = dryRun
                ? ApiAnswer.Ok(JobDocumentMapper.Plan(JobOperation.Reboot, plan), ApiJson.Write)
                : PlanGate.Compare(digest, plan);
            if (answer is not null)
            {
                return answer;
            }
        }

        var requested = await reboots.RequestAsync(reboot, acknowledged, Origin, cancellationToken);
        return requested.Job is { } job
            ? ApiAnswer.Accepted(job.Id, Accepted(job, requested.ScheduledAt), ApiJson.Write)
            : requested.Obstacle == RebootObstacle.RoleLost && request.Forbidden() is { } forbidden ? forbidden
            : Refused(requested);

        JobOrigin Origin(DateTimeOffset at) => request.Origin(job => Accepted(job, at), ApiJson.Write);
    }

    public async ValueTask<ApiAnswer?> CancelAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (new QueryObject(request.Http.Query).Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        var (before, obstacle, detail) = await reboots.CancelAsync(
            (job, now) => request.Kept(Cancelled(job), ApiJson.Write, now), cancellationToken);
        if (before is null)
        {
            return ApiAnswer.Refuse(
                ApiReason.NoRebootScheduled, "no reboot of this agent is scheduled" + (detail is null ? "" : $": {detail}"));
        }

        return obstacle is null
            ? ApiAnswer.Ok(Cancelled(before), ApiJson.Write)
            : obstacle == RebootObstacle.StorageFailed
                ? ApiAnswer.Refuse(ApiReason.DiskFull, $"the reboot is still reserved: {detail}")
                : ApiAnswer.Refuse(ApiReason.BackendUnavailable, $"logind did not cancel the reboot: {detail}");
    }

    public ValueTask<ApiAnswer?> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryObject(request.Http.Query);
        var limit = query.Int("limit", 1, Paging.MaxLimit) ?? Paging.DefaultReboots;
        var offset = query.Int("offset", 0, int.MaxValue) ?? 0;
        if (query.Finish() is { } invalid)
        {
            return ValueTask.FromResult<ApiAnswer?>(invalid.Answer);
        }

        var boots = ledger.Boots;
        return ValueTask.FromResult<ApiAnswer?>(ApiAnswer.Ok(
            new RebootList([.. boots.Skip(offset).Take(limit).Select(JobDocumentMapper.Boot)], boots.Count, limit, offset),
            ApiJson.Write));
    }

    private static RebootCancelled Cancelled(Job job) =>
        new(job.Id, "cancelled", "rebooting", job.Operation == JobOperation.Reboot ? "cancelled" : "completed");

    private static RebootAccepted Accepted(Job job, DateTimeOffset at)
    {
        var reboot = (RebootRequest)job.Request;
        return new RebootAccepted(Mutations.Accepted(job))
        {
            ScheduledAt = UtcTime.Of(at),
            DelaySeconds = reboot.DelaySeconds,
            Force = reboot.Force,
            Reason = reboot.Reason,
        };
    }

    private static bool IsReason(string text) => text.Length is > 0 and <= MaxReasonLength && !text.Any(char.IsControl);

    private static ApiAnswer Refused(RebootAnswer answer) => new ApiAnswer.Error(
        answer.Obstacle switch
        {
            RebootObstacle.Blocked => ApiReason.RebootBlocked,
            RebootObstacle.DatabaseMutation => ApiReason.DatabaseMutationInProgress,
            RebootObstacle.SelfUpdate => ApiReason.SelfUpdateInProgress,
            RebootObstacle.DatabaseUnclean => ApiReason.DatabaseUnclean,
            RebootObstacle.Frozen => ApiReason.AdmissionFrozen,
            RebootObstacle.StorageFailed => ApiReason.DiskFull,
            RebootObstacle.RoleLost => ApiReason.Forbidden,
            _ => ApiReason.BackendUnavailable,
        },
        answer.Detail!,
        answer.Obstacle is RebootObstacle.Blocked or RebootObstacle.DatabaseMutation or RebootObstacle.SelfUpdate
            or RebootObstacle.DatabaseUnclean ? writer => WriteDetails(writer, answer) : null);

    private static void WriteDetails(Utf8JsonWriter writer, RebootAnswer answer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("active_jobs");
        foreach (var job in answer.ActiveJobs)
        {
            writer.WriteStringValue(job.Id);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("inhibitors");
        foreach (var inhibitor in answer.Inhibitors)
        {
            writer.WriteStringValue($"{RebootGuard.Short(inhibitor.Who)}: {RebootGuard.Short(inhibitor.Why)}");
        }

        writer.WriteEndArray();
        writer.WriteStartArray("unclean_packages");
        foreach (var package in answer.Unclean?.Packages.Take(MaxUnclean) ?? [])
        {
            writer.WriteStringValue(package);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
