namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>
/// Keeps the restarts of packagekitd apart. systemd refuses to start a unit that was started five times within ten seconds, and the bus
/// then waits for it in vain for 25 s: whoever installs packages one by one beside the agent would bring that about.
/// </summary>
internal sealed class RestartPace(TimeProvider time)
{
    /// <summary>Timestamp of the latest restart that was let through; null before the first.</summary>
    private long? _latest;

    /// <summary>Returns once another restart may be made, and counts it.</summary>
    public async Task NextAsync(CancellationToken cancellationToken)
    {
        if (_latest is { } latest && PackageLimits.RenewPause - time.GetElapsedTime(latest) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, cancellationToken);
        }

        _latest = time.GetTimestamp();
    }
}
