using CsCheck;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Queue;

/// <summary>
/// Any order of admissions, cancels, freezes and ends: never two running, first in first out, no admission while frozen, no lost wake-up.
/// </summary>
public sealed class JobQueuePropertyTests : IDisposable
{
    private const int Depth = 3;
    private static readonly Gen<List<(Move Move, int Which)>> Moves =
        Gen.Select(Gen.Enum<Move>(), Gen.Int[0, 5]).List[0, 60];

    private readonly TemporaryDirectory _directory = new();

    private enum Move
    {
        Admit,
        Admit2,
        Begin,
        End,
        Leave,
        Freeze,
        Thaw,
        Requeue,
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Lane_agrees_with_a_list_of_who_came_when() => Moves.Sample(moves =>
    {
        var value = JobQueue.Empty;
        var (queue, frozen) = (new List<Guid>(), false);
        Guid? working = null;
        foreach (var (move, which) in moves)
        {
            switch (move)
            {
                case Move.Admit or Move.Admit2:
                    var refusal = value.Refusal(Depth);
                    Assert.Equal(frozen ? AdmissionRefusal.Frozen : queue.Count >= Depth ? AdmissionRefusal.QueueFull : null, refusal);
                    if (refusal is null)
                    {
                        queue.Add(Guid.NewGuid());
                        value = value.Admit(queue[^1]);
                    }

                    break;
                case Move.Begin:
                    var begins = working is null && !frozen && queue.Count > 0;
                    Assert.Equal(begins ? queue[0] : null, value.Next);
                    value = value.Begin();
                    if (begins)
                    {
                        working = queue[0];
                        queue.RemoveAt(0);
                    }

                    break;
                case Move.End:
                    (working, value) = (null, value.End());
                    break;
                case Move.Leave when queue.Count > 0:
                    var leaving = queue[which % queue.Count];
                    queue.Remove(leaving);
                    value = value.Leave(leaving);
                    break;
                case Move.Freeze:
                    (frozen, value) = (true, value.Freeze($"reason {which}"));
                    break;
                case Move.Thaw:
                    (frozen, value) = (false, value.Thaw());
                    break;
                case Move.Requeue:
                    List<Guid> previous = [Guid.NewGuid(), .. queue.Take(which % 2)];
                    queue = [.. previous, .. queue.Except(previous)];
                    value = value.Requeue(previous);
                    break;
            }

            Assert.Equal((working, frozen), (value.Working, value.Frozen is not null));
            Assert.Equal(queue, value.Waiting);
        }
    });

    [Fact]
    public async Task Service_runs_all_that_it_admitted_in_order_one_at_a_time_and_sleeps_over_nothing()
    {
        var round = 0;
        await Moves.SampleAsync(moves => RunAsync(moves, Interlocked.Increment(ref round)), iter: 40, threads: 1);
    }

    private async Task RunAsync(List<(Move Move, int Which)> moves, int round)
    {
        var clock = new FakeTimeProvider(JobSamples.Start);
        using var store = JobStore.Open(JobSamples.Line, _directory.File($"jobs{round}"), new JobHistory(500, TimeSpan.FromDays(30)), clock)
            .Store;
        using var shutdown = new CancellationTokenSource();
        var executor = new ScriptedExecutor { Always = _ => new JobEnd.Completed("done") };
        var jobs = new JobService(store, new JobServiceOptions(100, TimeSpan.FromMinutes(30), "boot-1"), clock, TestLog.Of<JobService>());
        var worker = jobs.Worker(executor).RunAsync(shutdown.Token);
        var admitted = new List<Guid>();
        foreach (var (move, which) in moves)
        {
            switch (move)
            {
                case Move.Admit or Move.Admit2 or Move.Begin or Move.End:
                    var admission = jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [], JobSamples.Origin(Guid.NewGuid()));
                    Assert.Equal(jobs.Frozen is not null, admission.Refusal == AdmissionRefusal.Frozen);
                    if (admission.Job is { } job)
                    {
                        admitted.Add(job.Id);
                    }

                    break;
                case Move.Leave when admitted.Count > 0
                    && jobs.Store.Find(admitted[which % admitted.Count]) is { IsTerminal: false } waiting:
                    jobs.Cancel(waiting.Id);
                    break;
                case Move.Freeze:
                    jobs.Freeze("frozen");
                    break;
                case Move.Thaw:
                    jobs.Thaw();
                    break;
            }
        }

        jobs.Thaw();
        await Eventually.TrueAsync(() => store.All().All(j => j.IsTerminal), "the end of every job");
        Assert.Equal(admitted.Where(executor.Order.Contains), executor.Order);
        Assert.True(executor.Most <= 1);
        await shutdown.CancelAsync();
        await Eventually.SoonAsync(worker);
    }
}
