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

    public async Task RunAsync(CancellationToken shutdown)
    {
        var paths = Paths();
        var watch = new FileWatch(paths, time);
        try
        {
            // Kept over the rounds: a wait that was given up would still take the next change for itself.
            Task<bool>? change = null;
            while (true)
            {
                change ??= watch.Changes.ReadAsync(shutdown).AsTask();
                if (await ChangedAsync(change, shutdown).ConfigureAwait(false))
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

    /// <summary>False when the day is over without a change: the dates are to be looked at again.</summary>
    private async Task<bool> ChangedAsync(Task<bool> change, CancellationToken shutdown)
    {
        try
        {
            return await change.WaitAsync(Daily, time, shutdown).ConfigureAwait(false);
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
