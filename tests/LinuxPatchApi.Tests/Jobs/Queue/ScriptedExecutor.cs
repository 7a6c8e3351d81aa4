using System.Collections.Concurrent;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Jobs.Queue;

/// <summary>Each job keeps running until the test ends it.</summary>
internal sealed class ScriptedExecutor : IJobExecutor
{
    private readonly ConcurrentDictionary<Guid, (JobContext Context, TaskCompletionSource<JobEnd> End)> _begun = [];
    private int _inHand;

    public ConcurrentQueue<Guid> Order { get; } = [];

    /// <summary>The most jobs that ever ran at the same time.</summary>
    public int Most { get; private set; }

    /// <summary>When set, ends every job at once with this.</summary>
    public Func<JobContext, JobEnd>? Always { get; init; }

    /// <summary>Added to every end that the queue gives.</summary>
    public string Tells { get; set; } = "";

    public JobEnd Told(JobContext context, JobEnd end) => end with { Message = end.Message + Tells };

    public Task<JobEnd> ResumeAsync(JobContext context, CancellationToken shutdown) => ExecuteAsync(context, shutdown);

    public async Task<JobEnd> ExecuteAsync(JobContext context, CancellationToken shutdown)
    {
        var id = context.Job.Id;
        Most = Math.Max(Most, Interlocked.Increment(ref _inHand));
        try
        {
            if (Always is { } always)
            {
                Order.Enqueue(id);
                return always(context);
            }
            var end = new TaskCompletionSource<JobEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
            _begun[id] = (context, end);
            Order.Enqueue(id);
            return await end.Task.WaitAsync(shutdown);
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    public async Task<JobContext> BegunAsync(Guid id)
    {
        await Eventually.TrueAsync(() => _begun.ContainsKey(id), $"job {id} begins");
        return _begun[id].Context;
    }

    public bool HasBegun(Guid id) => _begun.ContainsKey(id);

    public void End(Guid id, JobEnd end) => _begun[id].End.SetResult(end);

    public void Throw(Guid id, Exception exception) => _begun[id].End.SetException(exception);
}
