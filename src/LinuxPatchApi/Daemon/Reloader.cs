using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Files;
using LinuxPatchApi.Logging;
using LinuxPatchApi.Tls;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>Takes up changed files after validation; a bad new version leaves the old one in force and degrades health.</summary>
internal sealed class Reloader(
    string configurationFile,
    ConfigurationKeeper configuration,
    TlsKeeper tls,
    AllowListKeeper allowList,
    LevelSwitch level,
    TimeProvider time,
    ILogger<Reloader> logger)
{
    /// <summary>Validity passes without a file changing. Origin: certificates are renewed days before their end.</summary>
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken shutdown)
    {
        var settings = configuration.Current;
        using var watch = new FileWatch([configurationFile, settings.Whitelist.Path, .. TlsLoader.Paths(settings.Tls)], time);
        while (!shutdown.IsCancellationRequested)
        {
            try
            {
                await watch.Changes.ReadAsync(shutdown).AsTask().WaitAsync(Daily, time, shutdown).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // The day is over: look at the dates again.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Reload();
        }
    }

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
    }
}
