using System.Threading.Channels;
using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Files;
using LinuxPatchApi.Logging;
using LinuxPatchApi.Tls;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>Takes up changed files after validation; a bad new version leaves the old one in force and degrades health.</summary>
/// <param name="reloaded">Called after each time; open connections are then held to what is in force.</param>
internal sealed class Reloader(
    string configurationFile,
    ConfigurationKeeper configuration,
    TlsKeeper tls,
    AllowListKeeper allowList,
    LevelSwitch level,
    Action reloaded,
    TimeProvider time,
    ILogger<Reloader> logger)
{
    /// <summary>Validity passes without a file changing. Origin: certificates are renewed days before their end.</summary>
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);

    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private TaskCompletionSource _answered = NewAnswer();

    /// <summary>Told when a round begins, and when it has ended.</summary>
    public Action<bool>? Working { private get; init; }

    /// <summary>Reads the files again, changed or not. May be called before it runs.</summary>
    /// <returns>Ends when they have been read after this call.</returns>
    public Task AskAsync()
    {
        // Taken first: what is read after the exchange below was read after this.
        var answer = Volatile.Read(ref _answered).Task;
        _asked.Writer.TryWrite(true);
        return answer;
    }

    public async Task RunAsync(CancellationToken shutdown)
    {
        var paths = Paths();
        var watch = new FileWatch(paths, time);
        try
        {
            // Kept over the rounds: a wait that was given up would still take the next change for itself.
            Task<bool>? change = null;
            Task<bool>? asked = null;
            while (true)
            {
                change ??= watch.Changes.ReadAsync(shutdown).AsTask();
                asked ??= _asked.Reader.ReadAsync(shutdown).AsTask();
                var first = await FirstAsync(change, asked, shutdown).ConfigureAwait(false);
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

                Reload();
                // The settings may name other files now. What changed in them before they were watched is found by reading once more.
                for (var now = Paths(); !now.SequenceEqual(paths); now = Paths())
                {
                    paths = now;
                    watch.Dispose();
                    watch = new FileWatch(paths, time);
                    change = null;
                    Reload();
                }

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
            watch.Dispose();
        }
    }

    private static TaskCompletionSource NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Which came first; null when the day is over without either: the dates are to be looked at again.</summary>
    private async Task<Task<bool>?> FirstAsync(Task<bool> change, Task<bool> asked, CancellationToken shutdown)
    {
        try
        {
            var first = await Task.WhenAny(change, asked).WaitAsync(Daily, time, shutdown).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            return first;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private List<string> Paths() =>
        [configurationFile, configuration.Current.Whitelist.Path, .. TlsLoader.Paths(configuration.Current.Tls)];

    private void Reload()
    {
        var decision = configuration.Reload();
        foreach (var finding in configuration.Findings)
        {
            DaemonLog.Finding(logger, finding.ToString());
        }

        level.Set(configuration.Current.Logging.Level);
        foreach (var problem in tls.Reload(configuration.Current.Tls).Problems)
        {
            DaemonLog.Finding(logger, problem.ToString());
        }

        foreach (var finding in allowList.Reload(configuration.Current.Whitelist.Path).Findings)
        {
            DaemonLog.Finding(logger, finding.ToString());
        }

        DaemonLog.Reloaded(logger, decision.Outcome.ToString());
        reloaded();
    }
}
