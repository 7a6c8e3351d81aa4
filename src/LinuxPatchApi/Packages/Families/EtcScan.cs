using LinuxPatchApi.Files;

namespace LinuxPatchApi.Packages.Families;

/// <summary>
/// Finds files with a family's endings below <c>/etc</c>, and in the upper levels of other places that have configuration files. Where no
/// database on disk lists the configuration files of a package, a scan before and one after a change show what the change left. A place
/// whose search ended at a limit is told. A directory that the agent may not read is passed over and is not: without capabilities it reads
/// none that is another user's own, every host has some (<c>/etc/polkit-1/rules.d</c>), and each job would warn of them.
/// </summary>
internal sealed class EtcScan(string root, IReadOnlyList<KeptEnding> endings, int most = EtcScan.MostEntries) : IKeptFiles
{
    /// <summary>
    /// Entries scanned in all places. Origin: /etc of the largest host seen has 6 000; an endless tree must cost no more than a second.
    /// </summary>
    public const int MostEntries = 50_000;

    /// <summary>
    /// Other places where packages have configuration files. Origin: packages of Fedora, openSUSE and Arch; <c>/usr</c> belongs to the
    /// distributions and has ten times as many files, and the unit's sandbox shows none of <c>/root</c>.
    /// </summary>
    private static readonly string[] Others = ["boot", "opt", "srv", "usr/local/etc", "var/lib", "var/named", "var/spool", "var/www"];

    /// <summary>Levels of those. Origin: a package's own directory with one below; data of services lie deeper, and are endless.</summary>
    private const int OtherDepth = 3;

    /// <summary>Levels of /etc. Origin: packages have seven.</summary>
    public const int Depth = 16;

    public IEnumerable<string> FromOutput(IReadOnlyList<string> printed, IReadOnlyList<KeptFile> found) => [];

    public IReadOnlyList<KeptFile> Of(IEnumerable<string> packages, IReadOnlyList<string> also, CancellationToken cancellationToken)
    {
        var found = new List<KeptFile>();
        if (endings.Count == 0 || !packages.Any())
        {
            return found;
        }

        var left = most;
        Scan("etc", Depth, found, ref left, cancellationToken);
        foreach (var other in Others)
        {
            Scan(other, OtherDepth, found, ref left, cancellationToken);
        }

        return found;
    }

    /// <summary>Does not follow links, so that each file is found once.</summary>
    private void Scan(string place, int depth, List<KeptFile> found, ref int left, CancellationToken cancellationToken)
    {
        string? why = null;
        try
        {
            var directory = new DirectoryInfo(Path.Combine(root, place));
            foreach (var entry in directory.Exists ? directory.EnumerateFileSystemInfos("*", Options(depth)) : [])
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (left-- <= 0)
                {
                    why = $"there are more than {most} files and directories in all places together";
                    break;
                }

                if (entry is FileInfo file)
                {
                    Add(file, found);
                }
                else if (depth == Depth && Level(directory, entry) > depth)
                {
                    why = $"it has more than {Depth} levels of directories";
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            why = SystemErrorText.Of(e);
        }

        if (why is not null)
        {
            found.Add(KeptFile.NotSearched("/" + place, why));
        }
    }

    private void Add(FileInfo file, List<KeptFile> found)
    {
        if (endings.FirstOrDefault(e => file.Name.EndsWith(e.Ending, StringComparison.Ordinal)) is { Ending: not null } ending)
        {
            found.Add(new KeptFile(
                "/" + Path.GetRelativePath(root, file.FullName), Kind(file.FullName, ending),
                $"{file.LastWriteTimeUtc.Ticks}/{file.CreationTimeUtc.Ticks}/{file.Length}"));
        }
    }

    private static EnumerationOptions Options(int depth) => new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        MaxRecursionDepth = depth,
    };

    /// <summary>1 for what lies in the place itself.</summary>
    private static int Level(DirectoryInfo place, FileSystemInfo entry) =>
        entry.FullName.AsSpan(place.FullName.Length).Count(Path.DirectorySeparatorChar);

    /// <summary>A removed package leaves the host's version under the same name as one that was replaced.</summary>
    private static KeptEnding Kind(string path, KeptEnding ending) =>
        ending.Kind == KeptKind.Previous && !File.Exists(path[..^ending.Ending.Length]) ? ending with { Kind = KeptKind.Gone } : ending;
}
