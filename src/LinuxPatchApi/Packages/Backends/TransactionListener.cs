using LinuxPatchApi.HostServices.PackageKit;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.Packages.Backends;

/// <summary>Turns a transaction's events into progress and log lines.</summary>
internal sealed class TransactionListener(IExecutionObserver observer)
{
    private readonly ProgressTracker _tracker = new();
    private PackageKitStatus _status;
    private string _item = "";

    public void Hear(PackageKitEvent told)
    {
        switch (told)
        {
            case PackageKitEvent.Progressed { Progress: var progress }:
                if (progress.Status != _status)
                {
                    if ((_status == PackageKitStatus.WaitingForLock) != (progress.Status == PackageKitStatus.WaitingForLock))
                    {
                        observer.Waiting(progress.Status == PackageKitStatus.WaitingForLock);
                    }

                    _status = progress.Status;
                }

                observer.Progressed(_tracker.Next(progress));
                break;
            case PackageKitEvent.PackageReported { Package: var package } when Verb(package.Info) is { } verb:
                _tracker.Working(package.Id.Name);
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

    /// <summary>Backends repeat a row for each step of a package.</summary>
    private void Log(string line)
    {
        if (line != _item)
        {
            _item = line;
            observer.Logged(line);
        }
    }

    private static string? Verb(PackageKitInfo info) => info switch
    {
        PackageKitInfo.Downloading => "downloading",
        PackageKitInfo.Updating => "updating",
        PackageKitInfo.Installing => "installing",
        PackageKitInfo.Removing => "removing",
        PackageKitInfo.Obsoleting => "replacing",
        PackageKitInfo.Reinstalling => "reinstalling",
        PackageKitInfo.Downgrading => "downgrading",
        PackageKitInfo.Cleanup => "cleaning up",
        _ => null,
    };
}
