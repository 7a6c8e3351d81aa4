using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Rpm.Database;

/// <summary>
/// Tells a database of rpm that is gone, or whose tables are damaged. The package manager reads what it can of such a one, and of none at
/// all: a host that reads as empty or in part looks patched.
/// </summary>
/// <param name="databases">Where the database may be; the first one that exists is read.</param>
internal sealed class RpmFaults(string root, IReadOnlyList<string> databases)
{
    /// <summary>The files of rpm's other kinds of database, which are not looked into: Berkeley DB and ndb.</summary>
    private static readonly string[] Others = ["Packages", "Packages.db"];

    private readonly Lock _lock = new();
    private (FileStamp, FileStamp) _stamps;
    private string? _problem;

    /// <summary>Costs a stat of two files while they do not change, else a reading of the tables' pages.</summary>
    public IReadOnlyList<DatabaseFault> Read()
    {
        if (databases.Select(d => Path.Combine(root, d)).FirstOrDefault(RegularFile.Exists) is { } database)
        {
            return Problem(database) is { } problem
                ? [Fault("the database is damaged or empty", $"{database}: {problem}",
                    "see 'rpmdb --verifydb' on the host; 'rpmdb --rebuilddb', or a backup of the directory, brings it back")]
                : [];
        }

        var folders = databases.Select(d => Path.Combine(root, Path.GetDirectoryName(d)!)).Where(Directory.Exists).ToList();
        return folders.Count == 0 || folders.Any(f => Others.Any(o => File.Exists(Path.Combine(f, o))))
            ? []
            : [Fault("the database is gone", $"{string.Join(" and ", folders)}: there is no database of rpm",
                "bring the directory back from a backup")];
    }

    private static DatabaseFault Fault(string seen, string problem, string remedy) =>
        new([], seen, $"{problem}, so what is installed is not known", remedy);

    private string? Problem(string database)
    {
        lock (_lock)
        {
            var stamps = SqlitePages.Stamps(database);
            if (stamps != _stamps)
            {
                var problem = Look(database);
                if (SqlitePages.Stamps(database) != stamps)
                {
                    return null; // Somebody writes: what was read may be of two moments.
                }

                (_stamps, _problem) = (stamps, problem);
            }

            return _problem;
        }
    }

    private static string? Look(string database)
    {
        try
        {
            using var pages = new SqlitePages(database);

            // A host that has this agent has a package: rpm begins a new database where it finds none.
            return new SqliteTables(pages).Check().GetValueOrDefault("Packages") == 0 ? "it has no package" : null;
        }
        catch (InvalidDataException e)
        {
            return SystemErrorText.Of(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // Says nothing of the content; whoever needs it reports that it cannot be read.
        }
    }
}
