using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>Turns a transaction's events into progress and log lines.</summary>
internal sealed class TransactionListener(IExecutionObserver observer, PhaseShares shares, bool canCancel)
{
    private readonly ProgressTracker _tracker = new(shares, canCancel);
    private bool _waits;
    private string _item = "";

    public void OnEvent(PackageKitEvent reported)
    {
        switch (reported)
        {
            case PackageKitEvent.Progressed { Progress: var progress }:
                if (Waits(progress.Status) is { } waits && waits != _waits)
                {
                    _waits = waits;
                    observer.Waiting(waits);
                }

                observer.Progressed(_tracker.Next(progress));
                break;
            case PackageKitEvent.PackageReported { Package: var package } when Doing(package.Info) is var (verb, phase):
                if (_tracker.Working(package.Id.Name, phase) is { } now)
                {
                    observer.Progressed(now);
                }

                Log($"{verb} {package.Id.Name} {package.Id.Version}");
                break;
            case PackageKitEvent.Failed { Error: var error }:
                foreach (var line in $"{error.Code}: {error.Text}".Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    observer.Logged(line);
                }

                break;
            case PackageKitEvent.RestartRequired { Hint: var hint }:
                observer.Logged($"a restart is asked for: {hint.Restart} because of {hint.Id?.Name ?? "no package named"}");
                break;
        }
    }

    /// <summary>
    /// Returns whether the transaction waits for a lock; null when the status leaves that unchanged. apt tries once a second and passes
    /// through its setup each time: that is still the same wait.
    /// </summary>
    private static bool? Waits(PackageKitStatus status) => status switch
    {
        PackageKitStatus.WaitingForLock => true,
        PackageKitStatus.Unknown or PackageKitStatus.Wait or PackageKitStatus.Setup or PackageKitStatus.Running or PackageKitStatus.Query
            or PackageKitStatus.LoadingCache or PackageKitStatus.Cancel or PackageKitStatus.Finished => null,
        _ => false,
    };

    /// <summary>Backends repeat a row for each step of a package.</summary>
    private void Log(string line)
    {
        if (line != _item)
        {
            _item = line;
            observer.Logged(line);
        }
    }

    private static (string Verb, JobPhase Phase)? Doing(PackageKitInfo info) => info switch
    {
        PackageKitInfo.Downloading => ("downloading", JobPhase.Downloading),
        PackageKitInfo.Updating => ("updating", JobPhase.Installing),
        PackageKitInfo.Installing => ("installing", JobPhase.Installing),
        PackageKitInfo.Removing => ("removing", JobPhase.Removing),
        PackageKitInfo.Obsoleting => ("replacing", JobPhase.Installing),
        PackageKitInfo.Reinstalling => ("reinstalling", JobPhase.Installing),
        PackageKitInfo.Downgrading => ("downgrading", JobPhase.Installing),
        PackageKitInfo.Cleanup => ("cleaning up", JobPhase.Installing),
        _ => null,
    };
}
