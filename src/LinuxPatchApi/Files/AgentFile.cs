namespace LinuxPatchApi.Files;

/// <summary>
/// Reads the agent's own files as the agent would, whoever runs the command. The agent is root without capabilities, to whom owner and mode
/// apply as to any user; a root with capabilities can read everything and would find no fault.
/// </summary>
internal static class AgentFile
{
    /// <summary>Origin: path_resolution(7), MAXSYMLINKS.</summary>
    private const int MostLinks = 40;

    public static FileContent Read(string path, int maxBytes) => Read(path, maxBytes, UnixFileMode.None);

    /// <summary>
    /// Refuses a file that the agent could not read, and one that has any of the bits of <paramref name="forbidden"/> set.
    /// </summary>
    public static FileContent Read(string path, int maxBytes, UnixFileMode forbidden) =>
        Problem(path) is { } problem ? new FileContent(null, problem) : BoundedFile.Read(path, maxBytes, forbidden);

    /// <summary>
    /// Returns the way that the kernel takes to a file: the path of each symbolic link, also of those above it, and at last where they
    /// lead; that need not exist.
    /// </summary>
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

    /// <summary>
    /// Null when owner and modes let the agent read the file, when it does not exist, or when this process is not root: then the kernel
    /// decides.
    /// </summary>
    private static FileProblem? Problem(string path)
    {
        if (FileOwner.OfProcess() is not 0)
        {
            return null;
        }

        // The agent goes through the directories of every link, and of what these lead to.
        foreach (var one in Steps(path).SelectMany(Above).Distinct(StringComparer.Ordinal))
        {
            if (FileOwner.Of(one) is { } owner && Refusal(owner, isDirectory: true) is { } why)
            {
                return new FileProblem(FileFailure.AccessDenied, path,
                    $"the directory {one} {why}; {Remedy(owner, one, isDirectory: true)}");
            }
        }

        return FileOwner.Of(path) is { } file && Refusal(file, isDirectory: false) is { } denied
            ? new FileProblem(FileFailure.AccessDenied, path, $"{denied}; {Remedy(file, path, isDirectory: false)}")
            : null;
    }

    /// <summary>Returns the directories above a file, the outermost one first.</summary>
    private static Stack<string> Above(string path)
    {
        var above = new Stack<string>();
        for (var directory = Path.GetDirectoryName(path); directory is not null; directory = Path.GetDirectoryName(directory))
        {
            above.Push(directory);
        }

        return above;
    }

    /// <summary>Returns why root without capabilities cannot read a file or traverse a directory; null when it can. Pure.</summary>
    public static string? Refusal(FileOwner owner, bool isDirectory)
    {
        var (user, group, other) = isDirectory
            ? (UnixFileMode.UserExecute, UnixFileMode.GroupExecute, UnixFileMode.OtherExecute)
            : (UnixFileMode.UserRead, UnixFileMode.GroupRead, UnixFileMode.OtherRead);
        var needed = owner.User == 0 ? user : owner.Group == 0 ? group : other;
        return (owner.Mode & needed) != 0 ? null
            : $"belongs to user {owner.User}, group {owner.Group} and has mode {Octal(owner.Mode)}: "
                + "the agent, which is root without capabilities, "
                + $"cannot {(isDirectory ? "go through it" : "read it")}";
    }

    /// <summary>Changes the owner first: a private key must belong to root.</summary>
    private static string Remedy(FileOwner owner, string path, bool isDirectory) =>
        owner.User != 0 ? $"chown root {path}" : $"chmod u+{(isDirectory ? "x" : "r")} {path}";

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');

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
