using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;

namespace LinuxPatchApi.Tests.Jobs.Store;

public sealed class JobFilterTests
{
    private static readonly Job Old = JobSamples.New(JobStatus.Completed) with { UpdatedAt = JobSamples.Start.AddHours(9) };
    private static readonly Job Middle = JobSamples.New(JobStatus.Failed, JobOperation.Install, at: JobSamples.Start.AddHours(1));
    private static readonly Job New = JobSamples.New(JobStatus.Pending, at: JobSamples.Start.AddHours(2));
    private static readonly Job[] All = [Middle, New, Old];

    [Theory]
    [InlineData(JobSort.CreatedAt, true, "new middle old")]
    [InlineData(JobSort.CreatedAt, false, "old middle new")]
    [InlineData(JobSort.UpdatedAt, true, "old new middle")]
    [InlineData(JobSort.Status, false, "old middle new")]
    public void List_is_sorted_by_the_requested_member(object sort, bool descending, string expected)
    {
        var (page, total) = new JobFilter(null, null, (JobSort)sort, descending, 50, 0).Apply(All);
        Assert.Equal((expected, 3), (Names(page), total));
    }

    [Fact]
    public void Total_counts_what_matches_and_the_page_is_cut_after_sorting()
    {
        var (page, total) = new JobFilter(null, JobOperation.PatchApply, JobSort.CreatedAt, false, 1, 1).Apply(All);
        Assert.Equal(("new", 2), (Names(page), total));
        Assert.Equal("middle", Names(new JobFilter(JobStatus.Failed, null, JobSort.CreatedAt, true, 50, 0).Apply(All).Page));
        Assert.Empty(new JobFilter(null, null, JobSort.CreatedAt, true, 50, 3).Apply(All).Page);
    }

    private static string Names(IEnumerable<Job> jobs) =>
        string.Join(' ', jobs.Select(j => j == Old ? "old" : j == Middle ? "middle" : "new"));
}
