using System.Buffers;
using System.Text;
using LinuxPatchApi.Api.Sockets;
using LinuxPatchApi.Jobs.Events;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.WireContract;

namespace LinuxPatchApi.Tests.Api.Sockets;

public sealed class JobFrameTests
{
    private static readonly Job Job = JobSamples.New(JobStatus.Running) with
    {
        Id = Guid.Parse("0190f4a0-0000-7000-8000-000000000001"),
        Sequence = 12,
        Phase = JobPhase.Downloading,
        Progress = 42,
        Message = "3 changes planned",
    };

    [Fact]
    public void Progress_frame_has_the_members_of_the_contract() => Assert.Equal(
        """{"event":"job_status","job_id":"0190f4a0-0000-7000-8000-000000000001","status":"running","progress":42"""
        + ""","progress_percent":42,"message":"3 changes planned","timestamp":"2026-03-01T12:00:00.000Z" """.TrimEnd()
        + ""","operation":"patch_apply","phase":"downloading","sequence":12}""",
        Written(output => JobFrame.Write(output, JobEvent.Of(Job), NoLogs)));

    [Fact]
    public void Optional_members_are_written_only_when_known() => Assert.EndsWith(
        ""","sequence":12,"current_package":"libc6","speed_bytes_per_second":1000,"error":"dpkg: 1+1","error_code":"SCRIPT_FAILED"}""",
        Written(output => JobFrame.Write(output, JobEvent.Of(Job with
        {
            CurrentPackage = "libc6",
            SpeedBytesPerSecond = 1000,
            Error = "dpkg: 1+1",
            ErrorCode = JobErrorCode.ScriptFailed,
        }), NoLogs)),
        StringComparison.Ordinal);

    [Fact]
    public void Frame_of_the_connection_has_members_of_the_same_types() => Assert.Equal(
        """{"event":"connected","job_id":"","status":"connected","progress":0,"progress_percent":0,"message":"m" """.TrimEnd()
        + ""","timestamp":"2026-03-01T12:00:00.000Z","operation":"","phase":""}""",
        Written(output => JobFrame.Write(output, "connected", "", "connected", "m", JobSamples.Start)));

    [Fact]
    public void Text_of_a_script_cannot_end_a_line() =>
        Assert.DoesNotContain('\n', Written(output => JobFrame.Write(output, JobEvent.Of(Job with { Message = "a\nid: 9\n\nb" }), NoLogs)));

    [Fact]
    public void Last_frame_has_the_end_of_the_log() => Assert.EndsWith(
        ""","error":"broken","output":"one\ntwo"}""",
        Written(output => JobFrame.Write(
            output, JobEvent.Of(Job with { Status = JobStatus.Failed, Error = "broken" }), id => id == Job.Id ? ["one", "two"] : null)),
        StringComparison.Ordinal);

    [Fact]
    public void Last_frame_of_a_job_that_is_gone_has_an_empty_output() => Assert.EndsWith(
        ""","output":""}""",
        Written(output => JobFrame.Write(output, JobEvent.Of(Job with { Status = JobStatus.Completed }), NoLogs)),
        StringComparison.Ordinal);

    [Fact]
    public void Output_is_bounded_and_loses_its_oldest_lines()
    {
        var line = new string('x', 1023);
        var full = Enumerable.Repeat(line, WatchLimits.OutputCharacters / 1024).ToList();
        Assert.Equal(string.Join('\n', full), JobFrame.Output(full));
        Assert.Equal(string.Join('\n', full), JobFrame.Output(["oldest", .. full]));
    }

    [Fact]
    public void Every_frame_is_as_the_document_describes_it()
    {
        var contract = WireDocument.Load(Repository.Root);
        string[] frames =
        [
            Written(output => JobFrame.Write(output, JobEvent.Of(Job), NoLogs)),
            Written(output => JobFrame.Write(output, JobEvent.Of(Job with
            {
                Status = JobStatus.Failed,
                CurrentPackage = "libc6",
                SpeedBytesPerSecond = 1,
                Error = "e",
                ErrorCode = JobErrorCode.Locked,
            }), NoLogs)),
            Written(output => JobFrame.Write(output, "connected", "", "connected", "m", JobSamples.Start)),
            Written(output => JobFrame.WriteLog(output, Job, "a line")),
        ];
        Assert.All(frames, frame => Assert.Empty(contract.CheckFrame(Encoding.UTF8.GetBytes(frame))));
    }

    private static IReadOnlyList<string>? NoLogs(Guid id) => null;

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
