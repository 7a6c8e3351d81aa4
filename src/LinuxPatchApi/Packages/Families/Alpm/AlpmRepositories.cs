using LinuxPatchApi.Native;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>
/// The repositories of pacman.conf, and when the database of each was fetched. PackageKit fetches all of them anew at each refresh, and its
/// message of a failure names none: only the files tell which ones came. By pk-alpm-update.c and libalpm's alpm_db_update.
/// </summary>
internal sealed class AlpmRepositories(AlpmPlaces places) : IRepositories
{
    public IReadOnlyList<ConfiguredRepository>? Read() =>
        places.Repositories is { Count: > 0 } names ? [.. names.Select(Configured)] : null;

    private ConfiguredRepository Configured(string name)
    {
        var file = Path.Combine(places.Sync, name + ".db");
        var exists = File.Exists(file);

        // libalpm fetches NAME.db.sig beside it, and registers the database as invalid without (be_sync.c).
        var isUnsigned = exists && places.SignedDatabases.Contains(name) && !File.Exists(file + ".sig");
        return new ConfiguredRepository(name, null, HasIndex: exists)
        {
            Fault = isUnsigned ? "its database has no signature on this host, and SigLevel in pacman.conf requires one" : null,
            IsNamedIn = line => line.Contains($"{name}.db", StringComparison.Ordinal)
                || line.Contains($"'{name}'", StringComparison.Ordinal) || line.Contains($"[{name}]", StringComparison.Ordinal),
            WasRead = exists && !isUnsigned ? null : false,
            IsAlwaysFetched = true,

            // Its time of change is that of the mirror's file.
            DataAt = exists ? FileChange.BornAt(file) : null,
        };
    }
}
