using System.Text.RegularExpressions;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Architecture;

/// <summary>The product's source files, without build output.</summary>
internal static partial class SourceTree
{
    public static readonly IReadOnlyList<string> Files =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(p => !Built().IsMatch(p)).Order(StringComparer.Ordinal)];

    public static string Daemon { get; } = Path.Combine(Repository.Root, "src/LinuxPatchApi");

    public static IReadOnlyList<string> DaemonFolders { get; } =
        [.. Directory.EnumerateDirectories(Daemon).Select(d => Path.GetFileName(d)!).Where(d => d is not ("obj" or "bin"))
            .Order(StringComparer.Ordinal)];

    /// <summary>Returns the folder of the daemon that contains a file; null at the top level and for other assemblies.</summary>
    public static string? FolderOf(string path)
    {
        var relative = Path.GetRelativePath(Daemon, path);
        return relative.StartsWith("..", StringComparison.Ordinal) || !relative.Contains('/') ? null : relative[..relative.IndexOf('/')];
    }

    public static string Short(string path) => Path.GetRelativePath(Repository.Root, path);

    /// <summary>Returns the code without comments.</summary>
    public static string Code(string path) => Comment().Replace(File.ReadAllText(path), "");

    [GeneratedRegex("/(?:obj|bin)/")]
    private static partial Regex Built();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();
}
