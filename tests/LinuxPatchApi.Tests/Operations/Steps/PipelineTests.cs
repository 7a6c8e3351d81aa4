using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Operations.Steps;

/// <summary>The order of steps, whatever they do.</summary>
public sealed class PipelineTests : IDisposable
{
    private static readonly JobEnd.Completed Done = new("done");
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(JobSamples.Start);
    private readonly JobStore _store;
    private readonly List<string> _calls = [];

    public PipelineTests() =>
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(5, TimeSpan.FromDays(1)), _time).Store;

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Steps_follow_each_other_and_the_job_ends_as_the_verification_decided()
    {
        Assert.Same(Done,
            await Run(Step(StepName.Gate), Step(StepName.Verify, set: Done), Step(StepName.Reboot))
                .ExecuteAsync(Context(), CancellationToken.None));
        Assert.Equal(["run Gate", "run Verify", "run Reboot"], _calls);
    }

    [Fact]
    public async Task A_step_that_ends_the_job_is_the_last()
    {
        var end = new JobEnd.Failed(JobErrorCode.DiskFull, "full", Retryable: true);
        Assert.Same(
            end, await Run(Step(StepName.Gate, StepResult.End(end)), Step(StepName.Plan)).ExecuteAsync(Context(), CancellationToken.None));
        Assert.Equal(["run Gate"], _calls);
    }

    [Fact]
    public async Task A_step_may_lead_back_to_an_earlier_one()
    {
        var again = new StepResult.GoTo(StepName.Plan);
        await Run(Step(StepName.Gate), Step(StepName.Plan, set: Done), Step(StepName.Transaction, again, StepResult.Next))
            .ExecuteAsync(Context(), CancellationToken.None);
        Assert.Equal(["run Gate", "run Plan", "run Transaction", "run Plan", "run Transaction"], _calls);
    }

    /// <summary>A kind of job without reboots and restarts has nothing to do behind its verification.</summary>
    [Theory]
    [InlineData("Reboot", "run Gate;run Plan")]
    [InlineData("Transaction", "run Gate;run Plan;run Verify")]
    public async Task A_later_step_that_the_kind_does_not_have_is_passed_over(string to, string calls)
    {
        await Run(Step(StepName.Gate, set: Done), Step(StepName.Plan, new StepResult.GoTo(Enum.Parse<StepName>(to))), Step(StepName.Verify))
            .ExecuteAsync(Context(), CancellationToken.None);
        Assert.Equal(calls, string.Join(';', _calls));
    }

    [Fact]
    public async Task An_earlier_step_that_the_kind_does_not_have_is_a_bug() => await Assert.ThrowsAsync<InvalidOperationException>(
        () => Run(Step(StepName.Gate), Step(StepName.Verify, new StepResult.GoTo(StepName.Plan)))
            .ExecuteAsync(Context(), CancellationToken.None));

    [Theory]
    [InlineData(true, true, "resume Verify")]
    [InlineData(true, false, "resume Transaction;run Verify")]
    [InlineData(false, false, "resume Gate;run Transaction;run Verify")]
    public async Task A_job_is_resumed_in_its_last_step_that_may_have_begun(bool transaction, bool verify, string calls)
    {
        var steps = Run(
            Step(StepName.Gate), Step(StepName.Transaction, begun: transaction), Step(StepName.Verify, begun: verify, set: Done));
        Assert.Same(Done, await steps.ResumeAsync(Context(), CancellationToken.None));
        Assert.Equal(calls, string.Join(';', _calls));
    }

    [Fact]
    public async Task A_pipeline_that_nobody_ended_is_a_bug_and_not_a_success() => await Assert.ThrowsAsync<InvalidOperationException>(
        () => Run(Step(StepName.Gate)).ExecuteAsync(Context(), CancellationToken.None));

    private static Pipeline<JobRun> Run(params IStep<JobRun>[] steps) => new(context => new JobRun(context), steps);

    private FakeStep Step(StepName name, params StepResult[] results) =>
        new(_calls, name, IsBegun: false, null, new Queue<StepResult>(results));

    private FakeStep Step(StepName name, JobEnd.Completed set) => new(_calls, name, IsBegun: false, set, new Queue<StepResult>());

    private FakeStep Step(StepName name, bool begun, JobEnd.Completed? set = null) =>
        new(_calls, name, begun, set, new Queue<StepResult>());

    private JobContext Context()
    {
        var job = JobSamples.New(JobStatus.Running);
        _store.Add(job);
        return new JobContext(_store, job.Id, _time);
    }

    private sealed record FakeStep(
        List<string> Calls, StepName Name, bool IsBegun, JobEnd.Completed? Set, Queue<StepResult> Results) : IStep<JobRun>
    {
        public bool MayHaveBegun(Job job) => IsBegun;

        public Task<StepResult> RunAsync(JobRun run, CancellationToken shutdown) => Answer("run", run);

        public Task<StepResult> ResumeAsync(JobRun run, CancellationToken shutdown) => Answer("resume", run);

        private Task<StepResult> Answer(string how, JobRun run)
        {
            Calls.Add($"{how} {Name}");
            run.Done = Set ?? run.Done;
            return Task.FromResult(Results.TryDequeue(out var result) ? result : StepResult.Next);
        }
    }
}
