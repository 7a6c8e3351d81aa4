namespace LinuxPatchApi.Files.Directories;

/// <summary>Lists the files of a directory that may be overfull.</summary>
internal static class BoundedFolder
{
    /// <summary>
    /// Returns the paths in no order; none where there is no directory, such as a link to /dev/null. Null when there are more than
    /// <paramref name="most"/>: a part of a configuration would say something else than the whole.
    /// </summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static IReadOnlyList<string>? Files(string directory, int most, string pattern = "*")
    {
        List<string> found = Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory, pattern).Take(most + 1)] : [];
        return found.Count > most ? null : found;
    }
}
