using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>The job list, one job with long poll, cancel and delete.</summary>
internal sealed class JobsApi(JobService jobs, UndoPlans undo, Func<string?> whyNoCancel) : IApiRoutes
{
    /// <summary>Longest long poll. Origin: contract section 4.</summary>
    private const int MaxWaitSeconds = 60;

    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Read("/api/v1/jobs", "listJobs", ListAsync, "status", "operation", "sort", "order", "limit", "offset"),
        ApiRoute.Read("/api/v1/jobs/{id}", "getJob", DetailAsync, "wait"),
        ApiRoute.Change(AccessRole.Operator, "DELETE", "/api/v1/jobs/{id}", "cancelJob", BodyUse.None, CancelAsync),
    ];

    public ValueTask<ApiAnswer?> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (filter, invalid) = ReadFilter(new QueryObject(request.Http.Query));
        if (filter is null)
        {
            return ValueTask.FromResult<ApiAnswer?>(invalid!.Answer);
        }

        var (page, total) = filter.Apply(jobs.Store.All());
        return ValueTask.FromResult<ApiAnswer?>(new ApiAnswer.Long(
            writer => JobListWriter.Write(page, jobs.Store.Find, total, filter.Limit, filter.Offset, writer)));
    }

    public async ValueTask<ApiAnswer?> DetailAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (ParseId(request) is not { } id)
        {
            return BadId();
        }

        var query = new QueryObject(request.Http.Query);
        var wait = query.Int("wait", 1, MaxWaitSeconds);
        if (query.Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        var job = jobs.Store.Find(id);
        if (job is { IsTerminal: false } && wait is { } seconds)
        {
            job = await WaitAsync(job, TimeSpan.FromSeconds(seconds), cancellationToken);
        }

        return job is null
            ? Unknown(id)
            : ApiAnswer.Ok(
                JobDocumentMapper.Detail(job, await undo.OfAsync(job, cancellationToken), jobs.Store.Events.Time.GetUtcNow()),
                ApiJson.Default.JobDetail);
    }

    private async Task<Job?> WaitAsync(Job job, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, jobs.Closing);
        try
        {
            return await jobs.Store.WaitForChangeAsync(job, timeout, until.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return job;
        }
    }

    public ValueTask<ApiAnswer?> CancelAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (ParseId(request) is not { } id)
        {
            return ValueTask.FromResult<ApiAnswer?>(BadId());
        }

        if (new QueryObject(request.Http.Query).Finish() is { } invalid)
        {
            return ValueTask.FromResult<ApiAnswer?>(invalid.Answer);
        }

        var (answer, before) = jobs.Cancel(
            id, (done, job) => request.Kept(Document(id, done, job), ApiJson.Default.JobAction, jobs.Store.Events.Time.GetUtcNow()));
        return ValueTask.FromResult<ApiAnswer?>(answer switch
        {
            CancelAnswer.NotFound => Unknown(id),
            CancelAnswer.NotPossible => ApiAnswer.Refuse(ApiReason.CancelNotPossible, NotCancelled(before!.Status, whyNoCancel())),
            CancelAnswer.StorageFailed => ApiAnswer.Refuse(ApiReason.DiskFull, $"nothing was done: {jobs.Store.StorageProblem}"),
            _ => ApiAnswer.Ok(Document(id, answer, before!), ApiJson.Default.JobAction),
        });
    }

    /// <summary>Why a job goes on. Pure.</summary>
    /// <param name="why">Why the package manager never stops when it is asked to; null when it does at times.</param>
    public static string NotCancelled(JobStatus status, string? why) =>
        status == JobStatus.Rebooting ? "the reboot is reserved; cancel it with DELETE /api/v1/system/reboot"
        : why ?? "the package manager cannot be interrupted now without breaking the package database";

    /// <summary>Pure.</summary>
    public static (JobFilter? Filter, InputFailure? Failure) ReadFilter(QueryObject query)
    {
        var status = query.Choice("status", "", [.. JobSpelling.Statuses.Names]);
        var operation = query.Choice("operation", "", [.. JobSpelling.Operations.Names]);
        var sort = query.Choice("sort", "created_at", "created_at", "updated_at", "status");
        var order = query.Choice("order", "desc", "asc", "desc");
        var limit = query.Int("limit", 1, Paging.MaxLimit) ?? Paging.DefaultJobs;
        var offset = query.Int("offset", 0, int.MaxValue) ?? 0;
        if (query.Finish() is { } failure)
        {
            return (null, failure);
        }

        JobStatus? wantedStatus = JobSpelling.Statuses.TryParse(status, out var s) ? s : null;
        JobOperation? wantedOperation = JobSpelling.Operations.TryParse(operation, out var o) ? o : null;
        return (new JobFilter(wantedStatus, wantedOperation, sort, order == "desc", limit, offset), null);
    }

    private static JobAction Document(Guid id, CancelAnswer done, Job before)
    {
        var (action, now) = done switch
        {
            CancelAnswer.Cancelled => ("cancelled", JobStatus.Cancelled),
            CancelAnswer.Cancelling => ("cancelling", JobStatus.Running),
            _ => ("deleted", before.Status),
        };
        return new JobAction(
            id, action, JobSpelling.Statuses.Of(before.Status), JobSpelling.Statuses.Of(now), done == CancelAnswer.Deleted);
    }

    private static Guid? ParseId(ApiRequest request) => NameRules.JobId(request.Values["id"]);

    private static ApiAnswer BadId() => ApiAnswer.RefuseField(ApiReason.InvalidJobId, "id", "id: must be a UUID");

    private static ApiAnswer Unknown(Guid id) => ApiAnswer.Refuse(ApiReason.JobNotFound, $"there is no job {id} in the history");
}
