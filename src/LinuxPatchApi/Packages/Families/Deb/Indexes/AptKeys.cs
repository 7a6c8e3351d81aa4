using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.OpenPgp;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>Finds the key that verifies each repository, and until when it can; each file is read again when it changed.</summary>
internal sealed class AptKeys(DpkgPaths paths)
{
    /// <summary>Files that are kept. Origin: a host has a dozen keyrings and as many release files.</summary>
    private const int MostKept = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (FileStamp Stamp, Keyring? Ring, string? Problem)> _rings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (FileStamp Stamp, IReadOnlyList<string> Issuers)> _issuers = new(StringComparer.Ordinal);

    /// <summary>Null when nothing is verified, or no key can be read.</summary>
    /// <param name="release">The release file on disk; null when there is none.</param>
    public RepositoryKey? Of(AptSource source, string? release, DateTimeOffset now)
    {
        if (source.Trusted == true)
        {
            return null;
        }

        lock (_lock)
        {
            var (rings, only) = Rings(source.SignedBy, now);
            var problem = rings.Select(r => r.Problem).FirstOrDefault(p => p is not null);
            var keys = rings.SelectMany(r => r.Ring?.Keys ?? [])
                .Where(k => only.Count == 0 || only.Any(o => k.Signing.Any(s => s.Is(o)) || k.Fingerprint == o)).ToList();
            var unusable = rings.SelectMany(r => r.Ring?.Unusable ?? []).Where(k => only.Count == 0 || only.Any(k.Is)).ToList();
            var issuers = release is null ? [] : Issuers(release);
            // Any good signature is enough; a key that has not signed the present index says nothing about the next one.
            var signing = keys.Where(k => !k.IsRevoked).SelectMany(k => k.Signing).Where(s => issuers.Any(s.Is)).ToList();
            if (signing.Count == 0)
            {
                // Of an index that only such a key has signed, the good keys beside it in the ring verify nothing.
                if (unusable.Find(k => issuers.Any(k.Is)) is { } bad)
                {
                    return new RepositoryKey(bad.Fingerprint, null, bad.Why);
                }

                signing = [.. keys.Where(k => !k.IsRevoked).SelectMany(k => k.Signing)];
            }

            return signing.Count > 0
                ? signing.Where(s => s.ExpiresAt is null).Concat(signing.OrderByDescending(s => s.ExpiresAt)).First() is var last
                    ? new RepositoryKey(last.Fingerprint, last.ExpiresAt, null)
                    : null
                : keys.Count > 0 ? new RepositoryKey(keys[0].Fingerprint, null, "is revoked by its owner, or cannot sign")
                : unusable.Count > 0 ? new RepositoryKey(unusable[0].Fingerprint, null, unusable[0].Why)
                : problem is not null ? new RepositoryKey(null, null, problem)
                : null;
        }
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
            return ([.. named.Select(name => Ring(Path.Combine(paths.Root, name.TrimStart('/')), now))], only);
        }

        var (parts, unread) = AptFiles.Parts(paths.Apt.PathOf("Dir::Etc::trustedparts"), "gpg", "asc");
        var rings = parts.Prepend(paths.Apt.PathOf("Dir::Etc::trusted")).Where(File.Exists).Select(file => Ring(file, now)).ToList();
        return (unread is null ? rings : [.. rings, (null, unread)], only);
    }

    private (Keyring? Ring, string? Problem) Ring(string file, DateTimeOffset now)
    {
        var stamp = FileStamp.Of(file);
        if (_rings.TryGetValue(file, out var known) && known.Stamp == stamp)
        {
            return (known.Ring, known.Problem);
        }

        var content = BoundedFile.Read(file, OpenPgpLimits.FileBytes);
        var (ring, problem) = content.Bytes is { } bytes ? Keyring.Read(bytes, now) : (null, content.Problem!.ToString());
        problem = problem is null || content.Bytes is null ? problem : $"{file}: {problem}";
        Keep(_rings, file, (stamp, ring, problem));
        return (ring, problem);
    }

    /// <summary>Who signed a release file, from its own signature or that beside it.</summary>
    private IReadOnlyList<string> Issuers(string release)
    {
        var file = release.EndsWith(ReleaseFile.Signed, StringComparison.Ordinal) ? release : release + ".gpg";
        var stamp = FileStamp.Of(file);
        if (_issuers.TryGetValue(file, out var known) && known.Stamp == stamp)
        {
            return known.Issuers;
        }

        var found = BoundedFile.Read(file, OpenPgpLimits.FileBytes).Bytes is { } bytes ? Issuers(bytes) : [];
        Keep(_issuers, file, (stamp, found));
        return found;
    }

    private static IReadOnlyList<string> Issuers(byte[] content)
    {
        var bytes = content is [>= 0x80, ..] ? content : Armor.Read(Encoding.Latin1.GetString(Tail(content)), Armor.Signature).Bytes;
        return bytes is null || Packet.ReadAll(bytes).Packets is not { } packets
            ? []
            : [.. packets.Where(p => p.Tag == Packet.Signature).Select(p => KeySignature.Parse(p.Body)?.Issuer).OfType<string>()];
    }

    /// <summary>The text before the signature has thousands of lines that are of no interest.</summary>
    private static ReadOnlySpan<byte> Tail(byte[] content)
    {
        var at = content.AsSpan().LastIndexOf("-----BEGIN PGP SIGNATURE-----"u8);
        return at < 0 ? content : content.AsSpan(at);
    }

    private static void Keep<T>(Dictionary<string, T> known, string file, T value)
    {
        if (known.Count >= MostKept)
        {
            known.Clear();
        }

        known[file] = value;
    }
}
