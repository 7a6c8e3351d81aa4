using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>
/// Turns PackageKit's percentages into one that never falls. PackageKit starts again for the installation (0..100 while downloading, then
/// 101 for unknown, then 0), so each phase gets its share of the whole.
/// </summary>
/// <param name="canCancel">True when the backend stops on request: PackageKit offers a cancel for all backends.</param>
internal sealed class ProgressTracker(PhaseShares shares, bool canCancel)
{
    private int _percent;
    private string? _package;
    private ExecutionProgress? _last;

    public ExecutionProgress Next(PackageKitProgress progress)
    {
        var phase = Phase(progress.Status, progress.Role);
        var fraction = progress.Percentage <= 100 ? (int)progress.Percentage : 0;
        _percent = Math.Max(_percent, phase switch
        {
            JobPhase.Downloading => shares.Preparation + (fraction * shares.Download / 100),
            JobPhase.Installing or JobPhase.Removing => shares.Preparation + shares.Download + (fraction * shares.Install / 100),
            _ => Math.Min(fraction * shares.Preparation / 100, shares.Preparation),
        });
        if (PackageId.TryParse(progress.LastPackage, out var id))
        {
            _package = id.Name;
        }

        // PackageKit's speed is in bits a second.
        long? speed = phase == JobPhase.Downloading && progress.SpeedBitsPerSecond > 0 ? progress.SpeedBitsPerSecond / 8 : null;
        return _last = new ExecutionProgress(_percent, Forward(phase), _package, speed, progress.AllowCancel && canCancel);
    }

    /// <summary>
    /// Reports that the transaction reached another package, which is progress even at the same percentage. Null before the first progress
    /// event.
    /// </summary>
    /// <param name="phase">What is done with it.</param>
    public ExecutionProgress? Working(string package, JobPhase phase)
    {
        _package = package;
        return _last is null ? null : _last = _last with { Package = package, Phase = Forward(phase) };
    }

    /// <summary>
    /// A phase is not left for one before it: between two packages, and while it asks about one of them, a backend says that it resolves.
    /// </summary>
    private JobPhase Forward(JobPhase phase) => _last is { Phase: var last } && Rank(phase) < Rank(last) ? last : phase;

    private static int Rank(JobPhase phase) => phase switch
    {
        JobPhase.Installing or JobPhase.Removing => 2,
        JobPhase.Downloading => 1,
        _ => 0,
    };

    private static JobPhase Phase(PackageKitStatus status, PackageKitRole role) => status switch
    {
        PackageKitStatus.Download or PackageKitStatus.DownloadPackagelist or PackageKitStatus.DownloadRepository => JobPhase.Downloading,
        PackageKitStatus.Remove => JobPhase.Removing,
        PackageKitStatus.Install or PackageKitStatus.Update or PackageKitStatus.Cleanup or PackageKitStatus.Obsolete
            or PackageKitStatus.Commit
            or PackageKitStatus.Repackaging or PackageKitStatus.CopyFiles or PackageKitStatus.RunHook =>
            role == PackageKitRole.RemovePackages ? JobPhase.Removing : JobPhase.Installing,
        PackageKitStatus.RefreshCache => JobPhase.Refreshing,
        _ => JobPhase.Resolving,
    };
}
