using System.Globalization;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.Store;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>The job list, one job with long poll, cancel and delete.</summary>
internal sealed class JobsApi(JobService jobs, UndoPlans undo, Func<string?> whyNoCancel) : IApiRoutes
{
    /// <summary>Longest long poll. Origin: contract section 4.</summary>
    private const int MaxWaitSeconds = 60;

    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Read("/api/v1/jobs", "listJobs", ListAsync, "status", "operation", "sort", "order", "limit", "offset", "after"),
        ApiRoute.Read("/api/v1/jobs/{id}", "getJob", DetailAsync, "wait", "until"),
        ApiRoute.Change(AccessRole.Operator, "DELETE", "/api/v1/jobs/{id}", "cancelJob", BodyUse.None, CancelAsync),
    ];

    public ValueTask<ApiAnswer?> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryObject(request.Http.Query);
        var after = query.Text("after", IsNumber, "must be the number that next of an earlier answer gave");
        var (filter, invalid) = ReadFilter(query);
        if (filter is null)
        {
            return ValueTask.FromResult<ApiAnswer?>(invalid!.Answer);
        }

        if (after is null)
        {
            // The number is read before the jobs: a change in between is shown twice, and never left out.
            var now = jobs.Store.ChangesAfter(null);
            var (page, total) = filter.Apply(jobs.Store.All());
            return Listed(page, total, filter.Limit, filter.Offset, now);
        }

        if (request.Http.Query.Parameters.Count > 1)
        {
            const string Rule = "takes no other parameter beside it, because a filtered list of changes would be incomplete";
            return ValueTask.FromResult<ApiAnswer?>(new InputFailure(ApiReason.InvalidRequest, "after", Rule).Answer);
        }

        var changes = jobs.Store.ChangesAfter(long.Parse(after, CultureInfo.InvariantCulture));
        return Listed(changes.Jobs, changes.Jobs.Count, Paging.MaxLimit, 0, changes);
    }

    private ValueTask<ApiAnswer?> Listed(IReadOnlyList<Job> page, int total, int limit, int offset, JobChanges changes) =>
        ValueTask.FromResult<ApiAnswer?>(new ApiAnswer.Long(
            writer => JobListWriter.Write(page, jobs.Store.Find, total, limit, offset, changes, writer)));

    private static bool IsNumber(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    public async ValueTask<ApiAnswer?> DetailAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (ParseId(request) is not { } id)
        {
            return BadId();
        }

        var query = new QueryObject(request.Http.Query);
        var wait = query.Int("wait", 1, MaxWaitSeconds);
        var untilEnded = query.Choice("until", "changed", "changed", "ended") == "ended";
        if (untilEnded && wait is null && query.Failure is null)
        {
            return new InputFailure(ApiReason.InvalidRequest, "until", "needs wait, the seconds to wait at most").Answer;
        }

        if (query.Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        var job = jobs.Store.Find(id);
        if (job is { IsTerminal: false } && wait is { } seconds)
        {
            job = await WaitAsync(job, TimeSpan.FromSeconds(seconds), untilEnded, cancellationToken);
        }

        return job is null
            ? Unknown(id)
            : ApiAnswer.Ok(
                JobDocumentMapper.Detail(job, await undo.OfAsync(job, cancellationToken), jobs.Store.Events.Time.GetUtcNow()),
                ApiJson.Write);
    }

    private async Task<Job?> WaitAsync(Job job, TimeSpan timeout, bool untilEnded, CancellationToken cancellationToken)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, jobs.Closing);
        try
        {
            return untilEnded
                ? await JobWait.ForEndAsync(jobs.Store, job, timeout, until.Token)
                : await JobWait.ForChangeAsync(jobs.Store, job, timeout, until.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return jobs.Store.Find(job.Id);
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
            id, (done, job) => request.Kept(Document(id, done, job), ApiJson.Write, jobs.Store.Events.Time.GetUtcNow()));
        return ValueTask.FromResult<ApiAnswer?>(answer switch
        {
            CancelAnswer.NotFound => Unknown(id),
            CancelAnswer.NotPossible => ApiAnswer.Refuse(ApiReason.CancelNotPossible, NotCancelled(before!.Status, whyNoCancel())),
            CancelAnswer.StorageFailed => ApiAnswer.Refuse(ApiReason.DiskFull, $"nothing was done: {jobs.Store.StorageProblem}"),
            _ => ApiAnswer.Ok(Document(id, answer, before!), ApiJson.Write),
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
        var sort = query.Choice("sort", JobSpelling.Sorts.Of(JobSort.CreatedAt), [.. JobSpelling.Sorts.Names]);
        var order = query.Choice("order", "desc", "asc", "desc");
        var limit = query.Int("limit", 1, Paging.MaxLimit) ?? Paging.DefaultJobs;
        var offset = query.Int("offset", 0, int.MaxValue) ?? 0;
        if (query.Finish() is { } failure)
        {
            return (null, failure);
        }

        JobStatus? wantedStatus = JobSpelling.Statuses.TryParse(status, out var s) ? s : null;
        JobOperation? wantedOperation = JobSpelling.Operations.TryParse(operation, out var o) ? o : null;
        _ = JobSpelling.Sorts.TryParse(sort, out var sortBy);
        return (new JobFilter(wantedStatus, wantedOperation, sortBy, order == "desc", limit, offset), null);
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
