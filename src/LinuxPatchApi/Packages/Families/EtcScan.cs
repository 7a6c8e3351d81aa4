namespace LinuxPatchApi.Packages.Families;

/// <summary>
/// Files with a family's endings below <c>/etc</c>: where no database on disk names the configuration files of a package, a look before and one
/// after a change tell what it left.
/// </summary>
internal sealed class EtcScan(string root, IReadOnlyList<KeptEnding> endings) : IKeptFiles
{
    /// <summary>Entries looked at. Origin: /etc of the largest host seen has 6 000; a tree without end must cost no more than a second.</summary>
    public const int MostEntries = 50_000;

    /// <summary>Links are not followed: each file has one place.</summary>
    private static readonly EnumerationOptions Options = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint, MaxRecursionDepth = 16 };

    public IEnumerable<string> Said(IReadOnlyList<string> printed, IReadOnlyList<KeptFile> found) => [];

    public IReadOnlyList<KeptFile> Of(IEnumerable<string> packages, CancellationToken cancellationToken)
    {
        var found = new List<KeptFile>();
        var etc = Path.Combine(root, "etc");
        if (endings.Count == 0 || !packages.Any() || !Directory.Exists(etc))
        {
            return found;
        }

        try
        {
            foreach (var file in new DirectoryInfo(etc).EnumerateFiles("*", Options).Take(MostEntries))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (endings.FirstOrDefault(e => file.Name.EndsWith(e.Ending, StringComparison.Ordinal)) is { Ending: not null } ending)
                {
                    found.Add(new KeptFile("/" + Path.GetRelativePath(root, file.FullName), ending, $"{file.LastWriteTimeUtc.Ticks}/{file.Length}"));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was found until then is true.
        }

        return found;
    }
}
