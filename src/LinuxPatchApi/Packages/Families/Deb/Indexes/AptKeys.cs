using System.Text;
using LinuxPatchApi.OpenPgp;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Settings;
using LinuxPatchApi.Packages.Families.Keys;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>Finds the key that verifies each repository, and until when it can.</summary>
internal sealed class AptKeys(DpkgPaths paths)
{
    private readonly KeyFiles _files = new();

    /// <summary>Null when nothing is verified, or no key can be read.</summary>
    /// <param name="release">The release file on disk; null when there is none.</param>
    public RepositoryKey? Of(AptSource source, string? release, DateTimeOffset now)
    {
        if (source.Trusted == true)
        {
            return null;
        }

        var (rings, only) = Rings(source.SignedBy, now);
        return KeyFiles.Judge(rings, only, release is null ? []
            : _files.Issuers(release.EndsWith(ReleaseFile.Signed, StringComparison.Ordinal) ? release : release + ".gpg"));
    }

    /// <summary>The keyrings of <c>signed-by</c> (sources.list(5)), and the only fingerprints in them that count; empty: all.</summary>
    private (List<(Keyring? Ring, string? Problem)> Rings, List<string> Only) Rings(string? signedBy, DateTimeOffset now)
    {
        if (signedBy?.Contains("-----BEGIN", StringComparison.Ordinal) == true)
        {
            var text = string.Join('\n', signedBy.Split('\n').Select(line => line.Trim() is "." ? "" : line.Trim()));
            var (ring, problem) = Keyring.Read(Encoding.UTF8.GetBytes(text), now);
            return ([(ring, problem is null ? null : $"of the key in its source: {problem}")], []);
        }

        var words = (signedBy ?? "").Split((char[])[' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var named = words.Where(w => w.StartsWith('/')).ToList();
        var only = words.Where(w => !w.StartsWith('/')).Select(w => w.TrimEnd('!').ToUpperInvariant()).ToList();
        if (named.Count > 0)
        {
            return ([.. named.Select(name => _files.Ring(Path.Combine(paths.Root, name.TrimStart('/')), now))], only);
        }

        var (parts, unread) = AptFiles.Parts(paths.Apt.PathOf("Dir::Etc::trustedparts"), "gpg", "asc");
        var rings = parts.Prepend(paths.Apt.PathOf("Dir::Etc::trusted")).Where(File.Exists).Select(file => _files.Ring(file, now)).ToList();
        return (unread is null ? rings : [.. rings, (null, unread)], only);
    }
}
