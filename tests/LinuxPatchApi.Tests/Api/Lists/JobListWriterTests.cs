using System.Buffers;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Tests.Jobs;

namespace LinuxPatchApi.Tests.Api.Lists;

public sealed class JobListWriterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void It_writes_what_the_serializer_would(int count)
    {
        var jobs = Jobs(count);
        Assert.Equal(
            Json(writer => JsonSerializer.Serialize(writer, new JobList([.. jobs.Select(JobDocumentMapper.Summary)], 7, 50, 2), ApiJson.Default.JobList)),
            Json(writer => Assert.Equal(count, JobListWriter.Write(jobs, id => jobs.Single(j => j.Id == id), 7, 50, 2, writer).Count())));
    }

    [Fact]
    public void Job_that_is_deleted_before_its_turn_is_left_out()
    {
        var jobs = Jobs(3);
        using var list = JsonDocument.Parse(Json(writer => JobListWriter.Write(jobs, id => jobs.SingleOrDefault(j => j.Id == id && j != jobs[1]), 3, 50, 0, writer).Count()));
        Assert.Equal([jobs[0].Id, jobs[2].Id], list.RootElement.GetProperty("jobs").EnumerateArray().Select(j => j.GetProperty("job_id").GetGuid()));
    }

    /// <summary>Each job is made when it is its turn, so that a page of large ones is never in memory as a whole.</summary>
    [Fact]
    public void Case54_Only_one_job_is_whole_at_a_time()
    {
        var jobs = Jobs(5);
        var made = 0;
        using var writer = new Utf8JsonWriter(new ArrayBufferWriter<byte>(), Envelope.WriterOptions);
        var steps = 0;
        foreach (var _ in JobListWriter.Write(jobs, id => { made++; return jobs.Single(j => j.Id == id); }, 5, 50, 0, writer))
        {
            Assert.Equal(++steps, made);
        }

        Assert.Equal(5, steps);
    }

    private static List<Job> Jobs(int count) => [.. Enumerable.Range(0, count).Select(i => JobSamples.New() with { Packages = [$"web{i}"], Message = "\"waiting\"" })];

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Envelope.WriterOptions))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
