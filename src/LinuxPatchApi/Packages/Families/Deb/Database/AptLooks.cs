namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>
/// When apt last looked at the repositories with success, whoever asked it to. Its directory of lists says little: nothing in it moves when there
/// is no news, and anybody may touch a file there. What counts is the birth of an index file, apt's own stamp where the distribution sets it, and
/// a look without news that PackageKit was told of: apt's hook tells it (20packagekit, APT::Update::Post-Invoke-Success), and each look, good or
/// bad, changes the directory it downloads to.
/// </summary>
internal sealed class AptLooks(DpkgPaths paths, TimeProvider time)
{
    private readonly Lock _lock = new();
    private DateTimeOffset? _heard;
    private DateTime _listed;
    private DateTimeOffset? _born;

    /// <summary>Null when nothing tells. Two stats, unless the lists changed.</summary>
    public DateTimeOffset? SuccessAt()
    {
        lock (_lock)
        {
            return new[] { Born(), Stamp(), _heard }.Max();
        }
    }

    /// <summary>PackageKit told of a change, and no package changed: a look that began a short time ago has succeeded.</summary>
    public void Heard()
    {
        var began = FileChange.At(paths.Partial);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (began is { } at && at <= now && now - at <= PackageLimits.LookHeard && (_heard is not { } known || at > known))
            {
                _heard = at;
            }
        }
    }

    /// <summary>Of the newest index file. A file system that keeps no birth gives the older of the other times, which claims nothing.</summary>
    private DateTimeOffset? Born()
    {
        try
        {
            var lists = new DirectoryInfo(paths.Lists);
            if (!lists.Exists)
            {
                return null;
            }

            if (_listed != lists.LastWriteTimeUtc)
            {
                (_listed, _born) = (lists.LastWriteTimeUtc, lists.EnumerateFiles("*Release").Max(f => (DateTimeOffset?)f.CreationTimeUtc));
            }

            return _born;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private DateTimeOffset? Stamp() => new FileInfo(paths.UpdateSuccessStamp) is { Exists: true } stamp ? stamp.LastWriteTimeUtc : null;
}
