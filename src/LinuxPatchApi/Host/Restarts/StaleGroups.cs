namespace LinuxPatchApi.Host.Restarts;

/// <summary>One process with one replaced file.</summary>
/// <param name="IsOurRoot">The process has our root directory, so our package database covers its files.</param>
internal sealed record StaleMapping(ProcessPlace Place, StaleProcess Process, string Path, bool IsDeleted, bool IsOurRoot);

/// <summary>Returns the packages that own each path; paths without a known owner are omitted.</summary>
internal delegate IReadOnlyDictionary<string, IReadOnlyList<string>> FileOwners(IReadOnlySet<string> paths);

/// <summary>Groups mappings by unit, with the owners of the files. Pure except for the owners.</summary>
internal static class StaleGroups
{
    /// <returns><paramref name="empty"/> with its groups.</returns>
    public static RestartScan Of(IReadOnlyList<StaleMapping> found, FileOwners? owners, RestartScan empty)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mapping in found)
        {
            if (mapping.IsOurRoot)
            {
                wanted.Add(mapping.Path);
            }
        }

        var known = owners is not null && wanted.Count > 0 ? owners(wanted) : new Dictionary<string, IReadOnlyList<string>>();
        var byPlace = new Dictionary<string, List<StaleMapping>>(StringComparer.Ordinal);
        foreach (var mapping in found)
        {
            // Processes without a unit have only their program in common.
            var key = mapping.Place.Unit ?? "\n" + mapping.Process.Command;
            if (!byPlace.TryGetValue(key, out var mappings))
            {
                byPlace.Add(key, mappings = []);
            }

            mappings.Add(mapping);
        }

        var groups = byPlace.Values.Select(mappings => Group(mappings, known)).ToList();
        groups.Sort(static (a, b) => a.Kind != b.Kind ? (int)a.Kind - (int)b.Kind : string.CompareOrdinal(a.Unit, b.Unit));
        return empty with { Groups = groups };
    }

    private static StaleGroup Group(List<StaleMapping> mappings, IReadOnlyDictionary<string, IReadOnlyList<string>> owners)
    {
        var processes = new List<StaleProcess>();
        var files = new List<StaleFile>();
        var packages = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var mapping in mappings)
        {
            if (!processes.Contains(mapping.Process))
            {
                processes.Add(mapping.Process);
            }

            var owning = mapping.IsOurRoot && owners.TryGetValue(mapping.Path, out var names) ? names : null;
            packages.UnionWith(owning ?? []);
            if (!files.Exists(file => file.Path == mapping.Path))
            {
                files.Add(new StaleFile(mapping.Path, mapping.IsDeleted, owning));
            }
        }

        processes.Sort(static (a, b) => a.Pid - b.Pid);
        files.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        var place = mappings[0].Place;
        return new StaleGroup(
            place.Kind,
            place.Unit,
            place.Session,
            packages.Count > 0 ? [.. packages] : null,
            processes.Count,
            [.. processes.Take(RestartLimits.ProcessesPerGroup)],
            files.Count,
            [.. files.Take(RestartLimits.FilesPerGroup)]);
    }
}
