using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;

namespace LinuxPatchApi.Tests.Jobs.States;

/// <summary>Every state with every event.</summary>
public sealed class JobTransitionsTests
{
    private static readonly DateTimeOffset Now = JobSamples.Start.AddMinutes(1);

    private static readonly Dictionary<string, Func<Job, Job>> Events = new()
    {
        ["start"] = job => JobTransitions.Start(job, Now),
        ["completed"] = job => JobTransitions.End(job, new JobEnd.Completed("done"), Now),
        ["failed"] = job => JobTransitions.End(job, new JobEnd.Failed(JobErrorCode.DiskFull, "full", true), Now),
        ["cancelled"] = job => JobTransitions.End(job, new JobEnd.Cancelled("stopped"), Now),
        ["rebooting"] = job => JobTransitions.End(job, new JobEnd.Rebooting("down", Now), Now),
    };

    private static readonly Dictionary<(JobStatus, string), JobStatus> Moves = new()
    {
        [(JobStatus.Pending, "start")] = JobStatus.Running,
        [(JobStatus.Pending, "cancelled")] = JobStatus.Cancelled,
        [(JobStatus.Pending, "failed")] = JobStatus.Failed,
        [(JobStatus.Running, "completed")] = JobStatus.Completed,
        [(JobStatus.Running, "failed")] = JobStatus.Failed,
        [(JobStatus.Running, "cancelled")] = JobStatus.Cancelled,
        [(JobStatus.Running, "rebooting")] = JobStatus.Rebooting,
        [(JobStatus.Rebooting, "completed")] = JobStatus.Completed,
        [(JobStatus.Rebooting, "failed")] = JobStatus.Failed,
        [(JobStatus.Rebooting, "cancelled")] = JobStatus.Cancelled,
    };

    public static TheoryData<int, string> Everything
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var status in Enum.GetValues<JobStatus>())
            {
                foreach (var name in Events.Keys)
                {
                    data.Add((int)status, name);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Event_moves_the_job_where_it_belongs_or_leaves_it_untouched(int from, string name)
    {
        var before = JobSamples.New((JobStatus)from);
        var after = Events[name](before);
        if (Moves.TryGetValue(((JobStatus)from, name), out var to))
        {
            Assert.Equal(to, after.Status);
            Assert.Equal(Now, after.UpdatedAt);
            Assert.Equal(after.IsTerminal, after.CompletedAt == Now);
        }
        else
        {
            Assert.Equal(before, after);
        }
    }

    [Fact]
    public void Table_of_moves_is_the_one_that_the_machine_has()
    {
        foreach (var from in Enum.GetValues<JobStatus>())
        {
            foreach (var to in Enum.GetValues<JobStatus>())
            {
                Assert.Equal(Moves.Any(m => m.Key.Item1 == from && m.Value == to), JobTransitions.CanMove(from, to));
            }
        }
    }

    [Fact]
    public void Start_opens_the_clock_and_the_possibility_to_cancel()
    {
        var job = JobTransitions.Start(JobSamples.New(), Now);
        Assert.Equal(Now, job.StartedAt);
        Assert.Equal(JobPhase.Resolving, job.Phase);
        Assert.True(job.Cancellable);
    }

    [Fact]
    public void Completion_shows_everything_done()
    {
        var job = JobTransitions.End(
            JobSamples.New(JobStatus.Running) with { CurrentPackage = "a", SpeedBytesPerSecond = 5, Cancellable = true },
            new JobEnd.Completed("ok"), Now);
        Assert.Equal((100, JobPhase.Done, null, null, false, null),
            (job.Progress, job.Phase, job.CurrentPackage, job.SpeedBytesPerSecond, job.Cancellable, job.Error));
    }

    [Fact]
    public void Failure_keeps_its_code_text_and_progress()
    {
        var job = JobTransitions.End(JobSamples.New(JobStatus.Running) with { Progress = 40 },
            new JobEnd.Failed(JobErrorCode.Locked, "held", true), Now);
        Assert.Equal((JobErrorCode.Locked, "held", true, 40), (job.ErrorCode!.Value, job.Error, job.Retryable!.Value, job.Progress));
    }
}
