using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>
/// PackageKit lists updates from its own copy of the repositories' databases, which it fetches at each question. When that fails it answers
/// all the same, with success and what the old copy has: a packagekitd that was killed meanwhile leaves a lock behind, and from then on no
/// new update would be listed (pk-alpm-update.c, pk_backend_get_updates_thread).
/// </summary>
/// <param name="bornAt">Returns when a file was made, which is when libalpm fetched it; null when it is missing or that is unknown.</param>
internal sealed class AlpmUpdateCopy(AlpmPlaces places, string root, Func<string, DateTimeOffset?> bornAt, TimeProvider time)
{
    /// <summary>PackageKit makes it before it fetches anything.</summary>
    private readonly string _copy = Path.Combine(root, "var/lib/PackageKit/alpm");

    /// <summary>
    /// Returns why the updates that were just listed may not be those of the latest refresh; null when they are, and when nobody can tell.
    /// </summary>
    public ListFault? Fault()
    {
        var now = time.GetUtcNow();
        var all = places.Repositories
            .Select(name => (Name: name, Own: BornAt(places.Sync, name), Copied: BornAt(Path.Combine(_copy, "sync"), name)))
            .Where(one => one.Own <= now).ToList();
        // A repository that the latest refresh did not reach either is told with that.
        var latest = all.Max(one => one.Own) - PackageLimits.RefreshDeadline;
        var refreshed = all.Where(one => one.Own >= latest).ToList();
        var old = refreshed.Where(one => !(one.Copied >= one.Own)).Select(one => one.Name).ToList();
        if (old.Count == 0 || !Directory.Exists(_copy))
        {
            return null;
        }

        var file = Path.Combine(_copy, "db.lck");
        return File.Exists(file)
            ? new ListFault(
                new PackageFailure(
                    JobErrorCode.PackageManagerError,
                    $"PackageKit cannot renew its own copy of the package lists, from which it lists updates: {file} was left behind; "
                        + "remove it when no packagekitd runs",
                    Retryable: false),
                IsOfAll: true)
            : new ListFault(
                new PackageFailure(
                    JobErrorCode.NetworkError,
                    $"PackageKit did not renew its own copy of the package lists of {string.Join(", ", old)}, from which it lists updates: "
                        + "some may be missing",
                    Retryable: true),
                IsOfAll: old.Count == refreshed.Count);
    }

    private DateTimeOffset? BornAt(string directory, string name) => bornAt(Path.Combine(directory, name + ".db"));
}
