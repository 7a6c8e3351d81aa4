using LinuxPatchApi.Files;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>
/// Finds the packages that own files, from dpkg's file lists. A file that the newer version no longer has under this name has no owner
/// here: the owner is not guessed from the name.
/// </summary>
internal sealed class DpkgFileOwners(DpkgPaths paths)
{
    /// <summary>Directories that are links on a host with merged /usr; lists of older packages have these short names.</summary>
    private static readonly string[] Merged = ["/bin/", "/sbin/", "/lib/", "/lib32/", "/lib64/", "/libx32/"];

    /// <summary>
    /// Returns the names of the owners by path; a path without a known owner is left out. Lists that cannot be read count as empty.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Of(IReadOnlySet<string> wanted)
    {
        var diversions = Diversions();
        var byListedName = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var path in wanted)
        {
            // A diverted file has another name than in its package's list.
            var listed = diversions.Find(d => d.To == path || d.To == Short(path))?.From ?? path;
            foreach (var name in new[] { listed, Short(listed) }.Distinct())
            {
                (byListedName.TryGetValue(name, out var same) ? same : byListedName[name] = []).Add(path);
            }
        }

        var owners = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var list in Lists())
        {
            Search(list, byListedName, diversions, owners);
        }

        return owners;
    }

    private static void Search(
        string list,
        Dictionary<string, List<string>> byListedName,
        List<Diversion> diversions,
        Dictionary<string, IReadOnlyList<string>> owners)
    {
        // NAME.list, or NAME:ARCHITECTURE.list for packages that can be installed for several.
        var package = Path.GetFileNameWithoutExtension(list).Split(':')[0];
        foreach (var line in Lines(list))
        {
            if (!byListedName.TryGetValue(line, out var found))
            {
                continue;
            }

            foreach (var path in found)
            {
                // Of two packages that list one name, the diverting one owns the file there; the other one's file was moved.
                var diversion = diversions.Find(d => d.From == line);
                var isMoved = diversion is not null && diversion.Package != package;
                if (isMoved == (diversion is not null && (path == diversion.To || Short(path) == diversion.To)))
                {
                    owners[path] = owners.TryGetValue(path, out var known)
                        ? [.. known.Append(package).Distinct().Order(StringComparer.Ordinal)]
                        : [package];
                }
            }
        }
    }

    private static string Short(string path) => path.StartsWith("/usr/", StringComparison.Ordinal)
        && Merged.Any(m => path.AsSpan(4).StartsWith(m, StringComparison.Ordinal)) ? path[4..] : path;

    /// <summary>Reads three lines for each: the name, the new place of the file, the package (a colon for the administrator).</summary>
    private List<Diversion> Diversions()
    {
        var lines = Lines(paths.Diversions).ToList();
        var diversions = new List<Diversion>();
        for (var i = 0; i + 2 < lines.Count; i += 3)
        {
            diversions.Add(new Diversion(lines[i], lines[i + 1], lines[i + 2]));
        }

        return diversions;
    }

    private IEnumerable<string> Lists()
    {
        try
        {
            return Directory.Exists(paths.Info) ? Directory.GetFiles(paths.Info, "*.list") : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] Lines(string path)
    {
        try
        {
            return RegularFile.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private sealed record Diversion(string From, string To, string Package);
}
