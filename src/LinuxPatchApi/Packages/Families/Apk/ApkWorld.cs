using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>
/// Reads /etc/apk/world: the packages that somebody requested, each perhaps with a version. apk installs nothing that contradicts it. An
/// entry with an exact version holds its package; one with a range leaves apk a choice, which the service makes.
/// </summary>
internal sealed class ApkWorld(string root)
{
    public string Path { get; } = System.IO.Path.Combine(root, "etc/apk/world");

    /// <summary>Returns the entries; none when the file does not exist. Fails when it cannot be read.</summary>
    public PackageResult<string[]> Read()
    {
        var lines = HoldFile.Lines(Path);
        return lines.IsSuccess
            ? lines.Value.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray()
            : lines.Failure;
    }

    /// <summary>
    /// Returns the entries that hold a package at a version, by its name. Origin: apk-world(5), <c>[!]name{@tag}{[&lt;&gt;~=]version}</c>.
    /// Pure.
    /// </summary>
    public static Dictionary<string, string> Holds(IReadOnlyList<string> entries)
    {
        var holds = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var name = ApkRecord.NameOf(entry);
            var rest = entry.AsSpan(Math.Min(name.Length, entry.Length));
            rest = rest.StartsWith("@") && rest.IndexOfAny("=<>~") is >= 0 and var at ? rest[at..] : rest;

            // A virtual package has a version too, which apk makes of the time: nobody locked it.
            if (!entry.StartsWith('!') && !name.StartsWith('.') && (rest.StartsWith("=") || rest.StartsWith("><")))
            {
                holds[name] = $"the entry {entry} of /etc/apk/world";
            }
        }

        return holds;
    }
}
