using System.Threading.Channels;
using LinuxPatchApi.Access;
using LinuxPatchApi.Files;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Supervision;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon.Reloading;

/// <summary>Applies changed files after validation; an invalid new version leaves the previous one in force and degrades health.</summary>
internal sealed class Reloader(FilesInForce files, TimeProvider time, ILogger<Reloader> logger)
{
    /// <summary>
    /// The longest time between two reloads, because certificates expire without a file change. Origin: certificates are renewed days
    /// before they expire.
    /// </summary>
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);

    private readonly Channel<bool> _requests = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private TaskCompletionSource _completed = NewCompletion();
    private AllowListDocument? _allowList;
    private IReadOnlyList<string> _paths = [];
    private FileWatch? _watch;

    public SupervisedTask Supervised => new("reload", TaskKind.Vital, RunAsync);

    /// <summary>The content of the allow-list's file at the start.</summary>
    public AllowListDocument? First { get; init; }

    /// <summary>The files' stamps before they were first read.</summary>
    public IReadOnlyList<(string Path, FileStamp Stamp)> Seen { get; init; } = [];

    /// <summary>
    /// Watches the files, and reads those again that were replaced between the first reading and the watch, which would otherwise go
    /// unnoticed until their next change. Called before the agent reports that it is ready.
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

    /// <summary>Called when a round begins, and when it has ended.</summary>
    public Action<bool>? Working { private get; init; }

    /// <summary>Reads the files again, changed or not. May be called before it runs.</summary>
    /// <returns>Completes when they have been read after this call.</returns>
    public Task ReloadAsync()
    {
        // Fetched first: whatever is read after the exchange in RunAsync is read after this call.
        var completion = Volatile.Read(ref _completed).Task;
        _requests.Writer.TryWrite(true);
        return completion;
    }

    public async Task RunAsync(CancellationToken shutdown)
    {
        Begin();
        try
        {
            // Kept across rounds: an abandoned wait would still consume the next change.
            Task<bool>? change = null;
            Task<bool>? requested = null;
            while (true)
            {
                change ??= _watch!.Changes.ReadAsync(shutdown).AsTask();
                requested ??= _requests.Reader.ReadAsync(shutdown).AsTask();
                var first = await FirstAsync(change, requested, shutdown);
                Working?.Invoke(true);
                TaskCompletionSource? completion = null;
                if (first == requested)
                {
                    requested = null;
                    completion = Interlocked.Exchange(ref _completed, NewCompletion());
                    ReloadLog.ReloadAsked(logger);
                }
                else if (first == change)
                {
                    change = null;
                }

                var watch = _watch;
                ReloadAll();
                change = ReferenceEquals(watch, _watch) ? change : null;

                completion?.TrySetResult();
                Working?.Invoke(false);
            }
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            // The agent shuts down.
        }
        finally
        {
            _watch?.Dispose();
        }
    }

    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void ReloadAll()
    {
        Reload();
        // The settings may name other files now. Reading once more covers changes made before they were watched.
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

    /// <summary>
    /// Returns which came first; null when a day has passed, or a list or certificate has expired, so that the dates must be checked again.
    /// </summary>
    private async Task<Task<bool>?> FirstAsync(Task<bool> change, Task<bool> requested, CancellationToken shutdown)
    {
        try
        {
            var first = await Task.WhenAny(change, requested).WaitAsync(Wait(files.NextEnd, time.GetUtcNow()), time, shutdown);
            await first;
            return first;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>
    /// Time until the dates must be judged again: one second after the next end, when it has certainly passed. Never negative, which a
    /// clock that was set between two looks at it would make it. Pure.
    /// </summary>
    internal static TimeSpan Wait(DateTimeOffset? nextEnd, DateTimeOffset now)
    {
        var left = nextEnd - now + TimeSpan.FromSeconds(1);
        return left is not { } end || end > Daily ? Daily : end > TimeSpan.Zero ? end : TimeSpan.Zero;
    }

    private void Reload()
    {
        var read = files.Reload();
        foreach (var finding in read.Findings)
        {
            ReloadLog.Finding(logger, finding);
        }

        var (configuration, allowed) = (read.Configuration.Outcome, read.Allowed.Document);
        ReloadLog.Reloaded(
            logger, ReloadSummary.Of(
                configuration, read.Configuration.Changed, (read.Before.Material, read.After.Material), read.Tls.Material is null,
                    (_allowList ?? First, allowed)));
        _allowList = allowed ?? _allowList;
    }
}
