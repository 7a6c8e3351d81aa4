namespace LinuxPatchApi.Files.Directories;

/// <summary>The way that the kernel takes to a file: by every symbolic link, also those of the directories above it.</summary>
internal static class LinkedPath
{
    /// <summary>Origin: path_resolution(7), MAXSYMLINKS.</summary>
    private const int MostLinks = 40;

    /// <summary>Returns the path of each link on the way, and at last where they lead; that need not exist.</summary>
    public static IReadOnlyList<string> Steps(string path)
    {
        var steps = new List<string>();
        var whole = Path.GetFullPath(path);
        while (steps.Count < MostLinks && FirstLink(whole) is var (link, target))
        {
            steps.Add(link);
            whole = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(link)!, target) + whole[link.Length..]);
        }

        steps.Add(whole);
        return steps;
    }

    /// <summary>Returns where the path leads.</summary>
    public static string End(string path) => Steps(path)[^1];

    private static (string Link, string Target)? FirstLink(string whole)
    {
        for (var end = whole.IndexOf('/', 1); ; end = whole.IndexOf('/', end + 1))
        {
            var part = end < 0 ? whole : whole[..end];
            if (TargetOf(part) is { } target)
            {
                return (part, target);
            }

            if (end < 0)
            {
                return null;
            }
        }
    }

    private static string? TargetOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
