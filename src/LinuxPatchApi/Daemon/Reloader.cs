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

    private AllowListDocument? _allowList;
    private List<string> _paths = [];
    private FileWatch? _watch;

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

    public async Task RunAsync(CancellationToken shutdown)
    {
        Begin();
        try
        {
            // Kept over the rounds: a wait that was given up would still take the next change for itself.
            Task<bool>? change = null;
            while (true)
            {
                change ??= _watch!.Changes.ReadAsync(shutdown).AsTask();
                if (await ChangedAsync(change, shutdown).ConfigureAwait(false))
                {
                    change = null;
                }

                var watch = _watch;
                ReloadAll();
                change = ReferenceEquals(watch, _watch) ? change : null;
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

    private void ReloadAll()
    {
        Reload();
        // The settings may name other files now. What changed in them before they were watched is found by reading once more.
        while (!Paths().SequenceEqual(_paths))
        {
            Watch();
            Reload();
        }
    }

    private void Watch()
    {
        _watch?.Dispose();
        _paths = Paths();
        _watch = new FileWatch(_paths, time);
    }

    /// <summary>False when the day is over without a change, or a list or certificate ends: the dates are to be looked at again.</summary>
    private async Task<bool> ChangedAsync(Task<bool> change, CancellationToken shutdown)
    {
        try
        {
            // A second later, when it has ended.
            var untilEnd = tls.NextEnd - time.GetUtcNow() + TimeSpan.FromSeconds(1);
            return await change.WaitAsync(untilEnd is { } end && end < Daily ? end : Daily, time, shutdown).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private List<string> Paths() =>
        [configurationFile, configuration.Current.Whitelist.Path, .. TlsLoader.Paths(configuration.Current.Tls)];

    private void Reload()
    {
        var before = tls.Current;
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

        var allowed = allowList.Reload(configuration.Current.Whitelist.Path);
        foreach (var finding in allowed.Findings)
        {
            DaemonLog.Finding(logger, finding.ToString());
        }

        DaemonLog.Reloaded(logger, ReloadSummary.Of(decision.Outcome, (before, tls.Current), (_allowList ?? First, allowed.Document)));
        _allowList = allowed.Document ?? _allowList;
        reloaded();
    }
}
