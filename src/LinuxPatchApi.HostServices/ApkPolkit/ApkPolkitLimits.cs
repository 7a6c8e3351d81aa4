namespace LinuxPatchApi.HostServices.ApkPolkit;

/// <summary>Every limit on calls to apk's D-Bus service, with its origin. The size of an answer is that of any message.</summary>
public static class ApkPolkitLimits
{
    /// <summary>Deadline of a query. Origin: the service reads apk's indexes for each, seconds on a slow disk; ten times that.</summary>
    public static readonly TimeSpan QueryDeadline = TimeSpan.FromSeconds(20);

    /// <summary>Deadline of a refresh of the indexes, which the service downloads in the call. Our choice, as for PackageKit's.</summary>
    public static readonly TimeSpan RefreshDeadline = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A change ends when it ends: the service answers the call only then, and a deadline would not stop it. The public clients wait
    /// without end too; a service that exits ends the call.
    /// </summary>
    public static readonly TimeSpan ChangeDeadline = Timeout.InfiniteTimeSpan;
}
