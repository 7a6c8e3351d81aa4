using System.Text;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Packages.Families.Rpm.Database;

/// <summary>
/// Finds the packages that own files, from rpm's database. A file that the newer version no longer has under this name has no owner here:
/// the owner is not guessed from the name.
/// </summary>
/// <param name="databases">Where the database may be; the first one that exists is read.</param>
internal sealed class RpmFileOwners(string root, IReadOnlyList<string> databases)
{
    /// <summary>
    /// How often a database is read that somebody changes meanwhile. Origin: rpm changes it for each package of a transaction, a second or
    /// more apart; one reading takes a tenth of that.
    /// </summary>
    private const int Attempts = 3;

    /// <summary>Longest name of a file, in bytes. Origin: NAME_MAX.</summary>
    private const int NameBytes = 255;

    /// <summary>States of a file that is there as its package brought it. Origin: rpmfiles.h, normal and netshared.</summary>
    private const byte Normal = 0;
    private const byte Shared = 3;

    /// <summary>
    /// Returns the names of the owners by path; a path without a known owner is left out. A database that cannot be read has none.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Of(IReadOnlySet<string> wanted)
    {
        var owners = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (databases.Select(d => Path.Combine(root, d)).FirstOrDefault(RegularFile.Exists) is not { } database)
        {
            return owners;
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = SqlitePages.Stamps(database);
            try
            {
                Read(database, wanted, owners);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or OverflowException)
            {
                // Those found so far are owners: each was compared with the header of its package.
            }

            if (SqlitePages.Stamps(database) == before)
            {
                break;
            }
        }

        return owners;
    }

    private void Read(string database, IReadOnlySet<string> wanted, Dictionary<string, IReadOnlyList<string>> owners)
    {
        using var pages = new SqlitePages(database);
        var tables = new SqliteTables(pages);
        if (tables.Find("Basenames") is not { } names || tables.Find("Packages") is not { } packages)
        {
            return;
        }

        var byName = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var path in wanted)
        {
            var name = Path.GetFileName(path);
            (byName.TryGetValue(name, out var same) ? same : byName[name] = []).Add(path);
        }

        foreach (var (package, indexes) in Listed(tables, names, byName))
        {
            tables.Row(packages, package, (_, row) =>
            {
                var header = new RpmHeader(row.Text(1));
                foreach (var index in indexes)
                {
                    Add(header, index, byName, owners);
                }
            });
        }
    }

    /// <summary>The packages that have files of one of the names, by their row, with the indexes of the files.</summary>
    private static Dictionary<long, List<int>> Listed(SqliteTables tables, uint table, Dictionary<string, List<string>> byName)
    {
        var listed = new Dictionary<long, List<int>>();
        var lookup = byName.GetAlternateLookup<ReadOnlySpan<char>>();
        var name = new char[NameBytes];
        tables.Scan(table, (_, row) =>
        {
            var key = row.Text(0);
            if (key.Length <= NameBytes && lookup.ContainsKey(name.AsSpan(0, Encoding.UTF8.GetChars(key, name))))
            {
                var package = row.Number(1);
                (listed.TryGetValue(package, out var same) ? same : listed[package] = []).Add((int)row.Number(2));
            }
        });
        return listed;
    }

    private void Add(
        RpmHeader header, int index, Dictionary<string, List<string>> byName, Dictionary<string, IReadOnlyList<string>> owners)
    {
        if (header.Text(RpmTag.Name) is not { } package
            || header.Text(RpmTag.BaseNames, index) is not { } name
            || header.Number(RpmTag.DirectoryIndexes, index) is not { } directoryIndex
            || header.Text(RpmTag.DirectoryNames, directoryIndex) is not { } directory
            || header.Byte(RpmTag.FileStates, index) is not (null or Normal or Shared)
            || !byName.TryGetValue(name, out var paths))
        {
            return;
        }

        foreach (var path in paths)
        {
            if (IsSame(directory, Path.GetDirectoryName(path)!))
            {
                owners[path] = owners.TryGetValue(path, out var known)
                    ? [.. known.Append(package).Distinct().Order(StringComparer.Ordinal)]
                    : [package];
            }
        }
    }

    /// <summary>
    /// True for two names of one directory: with a merged /usr, /lib64 of a package is /usr/lib64 of a process.
    /// </summary>
    private bool IsSame(string listed, string directory)
    {
        listed = listed.TrimEnd('/');
        if (listed == directory)
        {
            return true;
        }

        var (one, other) = (FileStamp.Of(Path.Join(root, listed)), FileStamp.Of(Path.Join(root, directory)));
        return one.Exists && (one.Inode, one.Device) == (other.Inode, other.Device);
    }
}
