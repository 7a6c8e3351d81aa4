using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Store;

/// <summary>The query of a job list.</summary>
internal sealed record JobFilter(JobStatus? Status, JobOperation? Operation, JobSort Sort, bool Descending, int Limit, int Offset)
{
    /// <summary>Returns the page and the number of matching jobs. Pure.</summary>
    public (IReadOnlyList<Job> Page, int Total) Apply(IEnumerable<Job> jobs)
    {
        var matching = jobs.Where(j => (Status is null || j.Status == Status) && (Operation is null || j.Operation == Operation)).ToList();
        IEnumerable<Job> sorted = Sort switch
        {
            JobSort.UpdatedAt => matching.OrderBy(j => j.UpdatedAt),
            JobSort.Status => matching.OrderBy(j => JobSpelling.Statuses.Of(j.Status), StringComparer.Ordinal).ThenBy(j => j.CreatedAt),
            _ => matching.OrderBy(j => j.CreatedAt),
        };
        return ([.. (Descending ? sorted.Reverse() : sorted).Skip(Offset).Take(Limit)], matching.Count);
    }
}
