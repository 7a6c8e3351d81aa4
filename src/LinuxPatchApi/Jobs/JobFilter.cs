using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>The query of a job list.</summary>
/// <param name="Sort"><c>created_at</c>, <c>updated_at</c> or <c>status</c>.</param>
internal sealed record JobFilter(JobStatus? Status, JobOperation? Operation, string Sort, bool Descending, int Limit, int Offset)
{
    /// <summary>The page and the number of jobs that match. Pure.</summary>
    public (IReadOnlyList<Job> Page, int Total) Apply(IEnumerable<Job> jobs)
    {
        var matching = jobs.Where(j => (Status is null || j.Status == Status) && (Operation is null || j.Operation == Operation)).ToList();
        IEnumerable<Job> sorted = Sort switch
        {
            "updated_at" => matching.OrderBy(j => j.UpdatedAt),
            "status" => matching.OrderBy(j => JobSpelling.Statuses.Of(j.Status), StringComparer.Ordinal).ThenBy(j => j.CreatedAt),
            _ => matching.OrderBy(j => j.CreatedAt),
        };
        return ([.. (Descending ? sorted.Reverse() : sorted).Skip(Offset).Take(Limit)], matching.Count);
    }
}
