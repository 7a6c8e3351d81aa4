using System.Buffers;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Jobs;

namespace LinuxPatchApi.Tests.Api.Lists;

public sealed class JobListWriterTests
{
    private static readonly Guid Gone = Guid.NewGuid();
    private static readonly JobChanges Changes = new([], [Gone], 12, IsReset: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Output_equals_that_of_the_serializer(int count)
    {
        var jobs = Jobs(count);
        Assert.Equal(
            Json(writer => JsonSerializer.Serialize(
                writer, new JobList([.. jobs.Select(JobDocumentMapper.Summary)], 7, 50, 2, 12, true, [Gone]), ApiJson.Default.JobList)),
            Json(writer => Assert.Equal(
                count, JobListWriter.Write(jobs, id => jobs.Single(j => j.Id == id), 7, 50, 2, Changes, writer).Count())));
    }

    [Fact]
    public void Job_deleted_before_it_is_written_is_omitted()
    {
        var jobs = Jobs(3);
        Job? Load(Guid id) => jobs.SingleOrDefault(j => j.Id == id && j != jobs[1]);
        using var list = JsonDocument.Parse(Json(writer => JobListWriter.Write(jobs, Load, 3, 50, 0, Changes, writer).Count()));
        var written = list.RootElement.GetProperty("jobs").EnumerateArray().Select(j => j.GetProperty("job_id").GetGuid());
        Assert.Equal([jobs[0].Id, jobs[2].Id], written);
    }

    /// <summary>Each job is loaded when it is written, so that a page of large ones is never in memory at once.</summary>
    [Fact]
    public void Case54_Only_one_job_is_loaded_at_a_time()
    {
        var jobs = Jobs(5);
        var made = 0;
        using var writer = new Utf8JsonWriter(new ArrayBufferWriter<byte>(), ApiJson.WriterOptions);
        var steps = 0;
        foreach (var _ in JobListWriter.Write(jobs, id => { made++; return jobs.Single(j => j.Id == id); }, 5, 50, 0, Changes, writer))
        {
            Assert.Equal(++steps, made);
        }

        Assert.Equal(5, steps);
    }

    private static List<Job> Jobs(int count) =>
        [.. Enumerable.Range(0, count).Select(i => JobSamples.New() with { Packages = [$"web{i}"], Message = "\"waiting\"" })];

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, ApiJson.WriterOptions))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
