using System.Threading.Channels;
using LinuxPatchApi.Access;
using LinuxPatchApi.Files;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Supervision;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>Takes up changed files after validation; a bad new version leaves the old one in force and degrades health.</summary>
internal sealed class Reloader(FilesInForce files, TimeProvider time, ILogger<Reloader> logger)
{
    /// <summary>Validity passes without a file changing. Origin: certificates are renewed days before their end.</summary>
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);

    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private TaskCompletionSource _answered = NewAnswer();
    private AllowListDocument? _allowList;
    private IReadOnlyList<string> _paths = [];
    private FileWatch? _watch;

    public SupervisedTask Supervised => new("reload", TaskKind.Vital, RunAsync);

    /// <summary>What the file of the allow-list said at the start.</summary>
    public AllowListDocument? First { get; init; }

    /// <summary>How the files looked before they were read first.</summary>
    public IReadOnlyList<(string Path, FileStamp Stamp)> Seen { get; init; } = [];

    /// <summary>
    /// Watches the files, and reads again what was replaced between the first reading and the watch: it would not be seen before the next change.
    /// Called before the agent says that it is ready.
    /// </summary>
    public void Begin()
    {
        if (_watch is not null)
        {
            return;
        }

        Watch();
        if (Seen.Any(file => FileStamp.Of(file.Path) != file.Stamp))
        {
            ReloadAll();
        }
    }

    /// <summary>Told when a round begins, and when it has ended.</summary>
    public Action<bool>? Working { private get; init; }

    /// <summary>Reads the files again, changed or not. May be called before it runs.</summary>
    /// <returns>Ends when they have been read after this call.</returns>
    public Task QueryAsync()
    {
        // Taken first: what is read after the exchange below was read after this.
        var answer = Volatile.Read(ref _answered).Task;
        _asked.Writer.TryWrite(true);
        return answer;
    }

    public async Task RunAsync(CancellationToken shutdown)
    {
        Begin();
        try
        {
            // Kept over the rounds: a wait that was given up would still take the next change for itself.
            Task<bool>? change = null;
            Task<bool>? asked = null;
            while (true)
            {
                change ??= _watch!.Changes.ReadAsync(shutdown).AsTask();
                asked ??= _asked.Reader.ReadAsync(shutdown).AsTask();
                var first = await FirstAsync(change, asked, shutdown);
                Working?.Invoke(true);
                TaskCompletionSource? answer = null;
                if (first == asked)
                {
                    asked = null;
                    answer = Interlocked.Exchange(ref _answered, NewAnswer());
                    DaemonLog.ReloadAsked(logger);
                }
                else if (first == change)
                {
                    change = null;
                }

                var watch = _watch;
                ReloadAll();
                change = ReferenceEquals(watch, _watch) ? change : null;

                answer?.TrySetResult();
                Working?.Invoke(false);
            }
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            // The agent goes down.
        }
        finally
        {
            _watch?.Dispose();
        }
    }

    private static TaskCompletionSource NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void ReloadAll()
    {
        Reload();
        // The settings may name other files now. What changed in them before they were watched is found by reading once more.
        while (!files.Paths.SequenceEqual(_paths))
        {
            Watch();
            Reload();
        }
    }

    private void Watch()
    {
        _watch?.Dispose();
        _paths = files.Paths;
        _watch = new FileWatch(_paths, time);
    }

    /// <summary>Which came first; null when the day is over, or a list or certificate ends: the dates are to be looked at again.</summary>
    private async Task<Task<bool>?> FirstAsync(Task<bool> change, Task<bool> asked, CancellationToken shutdown)
    {
        try
        {
            // A second later, when it has ended.
            var untilEnd = files.NextEnd - time.GetUtcNow() + TimeSpan.FromSeconds(1);
            var first = await Task.WhenAny(change, asked).WaitAsync(untilEnd is { } end && end < Daily ? end : Daily, time, shutdown);
            await first;
            return first;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private void Reload()
    {
        var read = files.Reload();
        foreach (var finding in read.Findings)
        {
            DaemonLog.Finding(logger, finding);
        }

        var (configuration, allowed) = (read.Configuration.Outcome, read.Allowed.Document);
        DaemonLog.Reloaded(logger, ReloadSummary.Of(configuration, (read.Before.Material, read.After.Material), (_allowList ?? First, allowed)));
        _allowList = allowed ?? _allowList;
    }
}
