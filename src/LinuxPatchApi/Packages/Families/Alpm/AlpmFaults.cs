using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>
/// Entries of pacman's database that a cut leaves between the steps of an upgrade: libalpm makes the new entry's directory, takes the old
/// one away, and writes the new entry's <c>desc</c> last (alpm, add.c). It reads the first of two entries and one without a <c>desc</c>
/// without calling either a failure, so that neither PackageKit nor 'pacman -Dk' tells.
/// </summary>
internal sealed class AlpmFaults(AlpmPlaces places)
{
    /// <summary>Packages named in one text. Origin: what a person reads.</summary>
    private const int Named = 20;

    /// <summary>Entries looked at. Origin: as <see cref="AlpmDatabase"/>.</summary>
    private const int MostPackages = 20_000;

    /// <summary>Costs a stat of each package: what is whole again is so at once.</summary>
    public IReadOnlyList<DatabaseFault> Read()
    {
        try
        {
            var entries = Directory.EnumerateDirectories(places.Local).Take(MostPackages).Order(StringComparer.Ordinal)
                .Select(d => (Entry: Path.GetFileName(d), Name: NameOf(Path.GetFileName(d)), IsEmpty: AlpmDatabase.IsHalfMade(d)))
                .ToList();
            var twice = entries.GroupBy(e => e.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).ToList();
            var empty = entries.Where(e => e.IsEmpty && !twice.Any(g => g.Key == e.Name)).ToList();
            return [.. Twice([.. twice.SelectMany(g => g)], twice.Count), .. Empty(empty)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // A database that cannot be read is told by whoever reads it.
        }
    }

    /// <summary>With an entry left, pacman refuses: it cannot load one without files, or make a directory that is there.</summary>
    private string Remedy => $"on the host, remove the entries named (rm -r {places.Local}/NAME-VERSION), "
        + "and install their packages again (pacman -S --overwrite '*' NAME)";

    private IEnumerable<DatabaseFault> Twice(IReadOnlyList<(string Entry, string Name, bool IsEmpty)> entries, int packages)
    {
        if (packages > 0)
        {
            yield return new DatabaseFault(
                [.. entries.Select(e => e.Entry)],
                $"{packages} package(s) in several versions",
                $"{Names(entries)}: duplicated database entries, as an interruption between the steps of an upgrade leaves them",
                Remedy);
        }
    }

    private IEnumerable<DatabaseFault> Empty(IReadOnlyList<(string Entry, string Name, bool IsEmpty)> entries)
    {
        if (entries.Count > 0)
        {
            yield return new DatabaseFault(
                [.. entries.Select(e => e.Entry)],
                $"{entries.Count} package(s) without its description",
                $"{Names(entries)}: the entry's file desc or files is missing or empty, so that pacman does not know what the package is "
                    + "and has",
                Remedy);
        }
    }

    /// <summary>The name of an entry's package: its version and release have one hyphen between them (libalpm, be_local.c).</summary>
    private static string NameOf(string entry)
    {
        var release = entry.LastIndexOf('-');
        var version = release <= 0 ? -1 : entry.LastIndexOf('-', release - 1);
        return version <= 0 ? entry : entry[..version];
    }

    private static string Names(IReadOnlyList<(string Entry, string Name, bool IsEmpty)> entries) =>
        Counted.Names([.. entries.Select(e => e.Entry)], Named);
}
