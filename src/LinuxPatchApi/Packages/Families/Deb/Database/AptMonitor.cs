using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>
/// When apt last looked at the repositories with success, whoever asked it to. Its directory of lists says little: nothing in it moves when there
/// is no news, and anybody may touch a file there. What counts is the birth of an index file, apt's own stamp where the distribution sets it, and
/// a look without news that PackageKit was told of: apt's hook tells it (20packagekit, APT::Update::Post-Invoke-Success), and each look, good or
/// bad, changes the directory it downloads to.
///
/// apt calls its hooks and births index files as soon as one repository of several was read (apt-pkg/update.cc: "if (AllFailed == false)"). What it
/// did not read it did not verify either, and verifying moves the change time of the release file: a look that left one behind counts for none.
/// </summary>
internal sealed class AptMonitor(DpkgPaths paths, TimeProvider time) : IRepositoryMonitor
{
    private readonly Lock _lock = new();
    private DateTimeOffset? _heard;
    private DateTime _listed;
    private (DateTimeOffset? Newest, DateTimeOffset? Oldest) _born;

    /// <summary>Null when nothing tells. A stat of each repository, unless the lists changed.</summary>
    public DateTimeOffset? SuccessAt()
    {
        lock (_lock)
        {
            var born = Born();
            var oldest = Verified() is { Count: > 0 } verified ? verified.Min() : null as DateTimeOffset?;
            return new[] { born.Newest, Stamp(), _heard }.Where(at => oldest is not { } behind || at - behind <= PackageLimits.SignalSettle).Append(born.Oldest).Max();
        }
    }

    /// <summary>PackageKit told of a change, and no package changed: a look that began a short time ago has succeeded.</summary>
    public void Heard()
    {
        var began = FileChange.At(paths.Partial);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (began is { } at && at <= now && now - at <= PackageLimits.SignalSettle && (_heard is not { } known || at > known))
            {
                _heard = at;
            }
        }
    }

    /// <summary>Of the newest release file, and of the oldest, since when at least all are known. A file system that keeps no birth gives the older of
    /// the other times, which claims nothing.</summary>
    private (DateTimeOffset? Newest, DateTimeOffset? Oldest) Born()
    {
        try
        {
            var lists = new DirectoryInfo(paths.Lists);
            if (!lists.Exists)
            {
                return default;
            }

            if (_listed != lists.LastWriteTimeUtc)
            {
                var births = lists.EnumerateFiles("*Release").Select(f => (DateTimeOffset?)f.CreationTimeUtc).ToList();
                (_listed, _born) = (lists.LastWriteTimeUtc, (births.Max(), births.Min()));
            }

            return _born;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>When apt last verified each signed repository that it fetches over a network; empty where it does that as root and moves nothing, or
    /// the sources cannot be told.</summary>
    private List<DateTimeOffset> Verified() => paths.Apt.Values.Value("APT::Sandbox::User") is "root" || paths.Apt.Sources is not { } sources ? [] :
    [
        .. sources.Where(s => s.Uri.Contains("://", StringComparison.Ordinal) && !s.Uri.StartsWith("file:", StringComparison.Ordinal))
            .Select(s => FileChange.At(Path.Combine(paths.Lists, s.Release + "_InRelease"))).OfType<DateTimeOffset>(),
    ];

    private DateTimeOffset? Stamp() => new FileInfo(paths.UpdateSuccessStamp) is { Exists: true } stamp ? stamp.LastWriteTimeUtc : null;
}
