using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>
/// PackageKit lists updates from its own copy of the repositories' databases, which it fetches at each question. When that fails it answers
/// all the same, with success and what the old copy has: a packagekitd that was killed meanwhile leaves a lock behind, and from then on no
/// new update would be listed (pk-alpm-update.c, pk_backend_get_updates_thread).
/// </summary>
/// <param name="bornAt">Returns when a file was made, which is when libalpm fetched it; null when it is missing or that is unknown.</param>
internal sealed class AlpmUpdateCopy(AlpmPlaces places, string root, Func<string, DateTimeOffset?> bornAt)
{
    private readonly string _copy = Path.Combine(root, "var/lib/PackageKit/alpm");

    /// <summary>When the newest copy of the first look was fetched; null before it.</summary>
    private DateTimeOffset? _first;

    /// <summary>False while the copy may be one that another version of PackageKit left and this one does not use.</summary>
    private bool _isUsed;

    /// <summary>
    /// Returns why the updates that were just listed may not be those of the latest refresh; null when they are, and when nobody can tell.
    /// </summary>
    public PackageFailure? Fault()
    {
        var all = places.Repositories
            .Select(name => (Name: name, Own: BornAt(places.Sync, name), Copied: BornAt(Path.Combine(_copy, "sync"), name)))
            .ToList();
        var (newest, latest) = (all.Max(one => one.Copied), all.Max(one => one.Own));
        _isUsed |= _first is { } first && newest != first;
        _first ??= newest;
        // A repository that the latest refresh did not reach either is told with that.
        var old = all.Where(one => one.Own >= latest - PackageLimits.RefreshDeadline && !(one.Copied >= one.Own))
            .Select(one => one.Name).ToList();
        if (newest is null || old.Count == 0)
        {
            return null;
        }

        var file = Path.Combine(_copy, "db.lck");
        return File.Exists(file)
            ? new PackageFailure(
                JobErrorCode.PackageManagerError,
                $"PackageKit cannot renew its own copy of the package lists, from which it lists updates: {file} was left behind; remove it "
                    + "when no packagekitd runs",
                Retryable: true)
            : _isUsed ? new PackageFailure(
                JobErrorCode.NetworkError,
                $"PackageKit did not renew its own copy of the package lists of {string.Join(", ", old)}, from which it lists updates",
                Retryable: true)
            : null;
    }

    private DateTimeOffset? BornAt(string directory, string name) => bornAt(Path.Combine(directory, name + ".db"));
}
