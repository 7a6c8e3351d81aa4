using LinuxPatchApi.Native;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>
/// Finds when apt last refreshed the repositories successfully, for any program. The mtimes in its directory of lists are not enough: a
/// refresh without news changes none, and any program may touch a file there. What counts is the birth time of an index file, apt's own
/// stamp where the distribution sets it, and a refresh without news that was signalled through PackageKit: apt's hook notifies PackageKit
/// (20packagekit, APT::Update::Post-Invoke-Success), and each refresh, successful or not, changes its download directory.
///
/// apt runs its hooks and creates index files as soon as one of several repositories was read (apt-pkg/update.cc: "if (AllFailed ==
/// false)"). A repository that it did not read it did not verify either, and verifying changes the ctime of the release file: a refresh
/// that left one behind does not count.
/// </summary>
internal sealed class AptMonitor(DpkgPaths paths, TimeProvider time) : IRepositoryMonitor
{
    private readonly Lock _lock = new();
    private DateTimeOffset? _signalled;
    private DateTime _listed;
    private IReadOnlyList<DateTimeOffset?> _births = [];

    /// <summary>Returns the birth time of a file; null where the file system records none.</summary>
    public Func<string, DateTimeOffset?> BornAt { get; init; } = FileChange.BornAt;

    /// <summary>
    /// Returns null when unknown. A time in the future is of a clock that was ahead: nobody knows what it was really. Costs a stat of each
    /// repository, unless the lists changed.
    /// </summary>
    public DateTimeOffset? SuccessAt()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var births = Births();
            var verified = Verified();

            // A repository that was verified by a clock that was ahead may be behind each of these.
            var times = verified.Any(at => at > now) ? []
                : births.Append(Stamp()).Append(_signalled)
                    .Where(at => at <= now && (verified.Count == 0 || at - verified.Min() <= PackageLimits.SignalSettle));

            // All repositories are known since the birth of the oldest file, if each has one.
            return times.Append(births.All(at => at <= now) ? births.Min() : null).Max();
        }
    }

    /// <summary>PackageKit signalled a change and no package changed: a refresh that began shortly before has succeeded.</summary>
    public void OnSignal()
    {
        var began = FileChange.At(paths.Partial);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (began is { } at && at <= now && now - at <= PackageLimits.SignalSettle && (_signalled is not { } known || at > known))
            {
                _signalled = at;
            }
        }
    }

    /// <summary>
    /// Returns the birth times of the release files, with null for each that the file system does not record: nothing else of a file shows
    /// when it came, for mtime is the server's and touch(1) moves both others.
    /// </summary>
    private IReadOnlyList<DateTimeOffset?> Births()
    {
        try
        {
            var lists = new DirectoryInfo(paths.Lists);
            if (!lists.Exists)
            {
                return [];
            }

            if (_listed != lists.LastWriteTimeUtc)
            {
                var births = lists.EnumerateFiles("*Release").Select(f => BornAt(f.FullName)).ToList();
                (_listed, _births) = (lists.LastWriteTimeUtc, births);
            }

            return _births;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// Returns when apt last verified each signed repository that it downloads over a network; empty where apt does so as root, which
    /// changes no ctime, or where the sources are unknown.
    /// </summary>
    private List<DateTimeOffset> Verified() => paths.Apt.Values.Value("APT::Sandbox::User") is "root"
        || paths.Apt.Sources is not { } sources ? [] :
    [
        .. sources.Where(s => s.Uri.Contains("://", StringComparison.Ordinal) && !s.Uri.StartsWith("file:", StringComparison.Ordinal))
            .Select(s => FileChange.At(Path.Combine(paths.Lists, s.Release + "_InRelease"))
                ?? FileChange.At(Path.Combine(paths.Lists, s.Release + "_Release"))).OfType<DateTimeOffset>(),
    ];

    private DateTimeOffset? Stamp() => new FileInfo(paths.UpdateSuccessStamp) is { Exists: true } stamp ? stamp.LastWriteTimeUtc : null;
}
