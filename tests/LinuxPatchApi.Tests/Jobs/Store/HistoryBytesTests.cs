using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Store;

/// <summary>
/// A history within its number of jobs, of the largest jobs that a client can make: 5 000 names that no repository offers.
/// </summary>
public sealed class HistoryBytesTests : IDisposable
{
    private const int Added = 40;
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Case37_Jobs_and_remembered_keys_are_bounded_by_bytes_as_well_as_by_number(bool isKeyed)
    {
        var newest = Largest(0, isKeyed);
        using (var store = Open())
        {
            store.Add(newest);
            for (var i = 1; i < Added; i++)
            {
                store.Add(newest = Largest(i, isKeyed));
            }

            Assert.InRange(store.All().Count, 5, 25);
            Assert.NotNull(store.Find(newest.Id));
            Assert.Equal(isKeyed, store.FindByKey("a", $"key-{Added - 1}", JobLimits.KeyKept) is not null);
            Assert.Null(store.FindByKey("a", "key-0", JobLimits.KeyKept));
        }

        using var next = Open();
        Assert.InRange(next.All().Count, 5, 25);
        Assert.NotNull(next.Find(newest.Id));
        var file = new FileInfo(_directory.File("jobs/journal.log"));
        Assert.True(file.Length < 2 * JobLimits.HistoryBytes, $"{file.Length} bytes");
    }

    /// <summary>A job that is remembered for its key has none of the names left.</summary>
    /// <summary>A client that cancels another's job again and again must not use up the share of that one's keys.</summary>
    [Fact]
    public void Case37_Answers_count_against_the_client_that_got_them()
    {
        var clock = new HistoryClock(null, new FakeTimeProvider(JobSamples.Start));
        var job = (JobSamples.New(JobStatus.Completed) with
        {
            Hidden = true,
            RequestedBy = JobSamples.Someone with { Fingerprint = "owner" },
            Idempotency = new IdempotencyTag("owner", "key", "digest"),
        }).Marked(clock.Now());
        var answer = new KeptAnswer(
            new IdempotencyTag("other", "key", "digest"), 200, new string('x', (int)JobLimits.KeyedBytesPerClient / 2), JobSamples.Start);
        var beyond = new JobHistory(500, TimeSpan.FromDays(30))
            .Beyond([job, job.OnlyAnswer(answer).Marked(clock.Now())], clock, held: null);
        Assert.Equal([true, false], beyond.Select(b => b.IsKeyed));
    }

    [Fact]
    public void Case37_Job_that_is_kept_for_its_key_only_has_no_names()
    {
        var kept = Largest(1, isKeyed: true) with { Accepted = "{}" };
        Assert.InRange(JobSamples.Line.Format(kept.KeyOnly()).Length, 1, 4096);
        Assert.Equal(kept.Idempotency, JobSamples.Line.Parse(JobSamples.Line.Format(kept.KeyOnly()).AsSpan()[..^1])!.Idempotency);
    }

    private JobStore Open() =>
        JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;

    private static Job Largest(int number, bool isKeyed)
    {
        const int Names = 5000;
        List<string> names = [.. Enumerable.Range(
            0, Names).Select(n => $"{number:000}{n:0000}".PadRight(ApplyApi.MaxNameCharacters / Names, 'x'))];
        return JobSamples.New(JobStatus.Failed) with
        {
            Request = new ApplyRequest(null, names, false, null, [], false, 0),
            Packages = names,
            CompletedAt = JobSamples.Start,
            Idempotency = isKeyed ? new IdempotencyTag("a", $"key-{number}", new string('d', 64), "operator") : null,
            Accepted = isKeyed ? string.Join(',', names) : null,
            Changes = [.. names.Select(
                n => new PackageChange(n, "", ChangeAction.Upgrade, null, null, ChangeOutcome.Skipped, "no such patch is offered"))],
        };
    }
}
