using System.Runtime.InteropServices;
using LinuxPatchApi.OpenPgp;
using LinuxPatchApi.Packages.Families.Keys;
using LinuxPatchApi.Packages.Families.Rpm.Settings;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>
/// The keys that a repository's section names by <c>gpgkey</c>. dnf imports them from there into rpm's database, which is not read: of a
/// key that is no file of this host, nothing is known.
/// </summary>
internal sealed class RpmKeys(string root, TimeProvider time)
{
    private readonly KeyFiles _files = new();

    /// <summary>Null when it names no key, or one of which nothing is known.</summary>
    public RepositoryKey? Of(string named)
    {
        var rings = new List<(Keyring? Ring, string? Problem)>();
        foreach (var word in IniFile.Elements(named))
        {
            if (!word.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
                || Meant(word[5..]).Select(p => Path.Combine(root, p.TrimStart('/'))).FirstOrDefault(File.Exists) is not { } file)
            {
                return null;
            }

            rings.Add(_files.Ring(file, time.GetUtcNow()));
        }

        return KeyFiles.Judge(rings, [], []);
    }

    /// <summary>Variables are those of dnf.conf(5). Enterprise Linux counts its releases as 9, and os-release says 9.5.</summary>
    private IEnumerable<string> Meant(string path)
    {
        if (!path.Contains('$'))
        {
            return [path];
        }

        var lines = HoldFile.Lines(Path.Combine(root, "etc/os-release"));
        var release = (lines.IsSuccess ? IniFile.OfMain(lines.Value.Prepend("[main]"), "VERSION_ID") : null)?.Trim('"', '\'') ?? "";
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64";
        var major = release.Split('.')[0];
        path = path.Replace("{", "").Replace("}", "").Replace("$basearch", architecture).Replace("$arch", architecture)
            .Replace("$releasever_major", major);
        return [path.Replace("$releasever", release), path.Replace("$releasever", major)];
    }
}
