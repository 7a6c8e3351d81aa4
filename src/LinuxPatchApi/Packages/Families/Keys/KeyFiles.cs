using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.OpenPgp;

namespace LinuxPatchApi.Packages.Families.Keys;

/// <summary>The keyrings and signatures of a host; each file is read again when it changed.</summary>
internal sealed class KeyFiles
{
    /// <summary>Files that are kept. Origin: a host has a dozen keyrings and as many signed indexes.</summary>
    private const int MostKept = 256;

    /// <summary>
    /// How long a keyring counts that did not change: the signatures in it end, and are judged when it is read. Origin: the keys that end
    /// within a month are told.
    /// </summary>
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (FileStamp Stamp, DateTimeOffset ReadAt, Keyring? Ring, string? Problem)> _rings =
        new(StringComparer.Ordinal);

    private readonly Dictionary<string, (FileStamp Stamp, IReadOnlyList<string> Issuers)> _issuers = new(StringComparer.Ordinal);

    /// <summary>Exactly one of the two results is set.</summary>
    public (Keyring? Ring, string? Problem) Ring(string file, DateTimeOffset now)
    {
        lock (_lock)
        {
            var stamp = FileStamp.Of(file);
            if (_rings.TryGetValue(file, out var known) && known.Stamp == stamp && (now - known.ReadAt).Duration() < Age)
            {
                return (known.Ring, known.Problem);
            }

            var content = BoundedFile.Read(file, OpenPgpLimits.FileBytes);
            var (ring, problem) = content.Bytes is { } bytes ? Keyring.Read(bytes, now) : (null, content.Problem!.ToString());
            problem = problem is null || content.Bytes is null ? problem : $"{file}: {problem}";
            Keep(_rings, file, (stamp, now, ring, problem));
            return (ring, problem);
        }
    }

    /// <summary>Who made the signatures in a file; empty when it has none that can be read.</summary>
    public IReadOnlyList<string> Issuers(string file)
    {
        lock (_lock)
        {
            var stamp = FileStamp.Of(file);
            if (_issuers.TryGetValue(file, out var known) && known.Stamp == stamp)
            {
                return known.Issuers;
            }

            IReadOnlyList<string> found = BoundedFile.Read(file, OpenPgpLimits.FileBytes).Bytes is { } bytes
                ? [.. Signatures(bytes).Select(s => s.Issuer).OfType<string>()]
                : [];
            Keep(_issuers, file, (stamp, found));
            return found;
        }
    }

    /// <summary>The signatures of a file that ends with them, in armour or not. Pure.</summary>
    public static IEnumerable<KeySignature> Signatures(byte[] content)
    {
        var bytes = content is [>= 0x80, ..] ? content : Armor.Read(Encoding.Latin1.GetString(Tail(content)), Armor.Signature).Bytes;
        return bytes is null || Packet.ReadAll(bytes).Packets is not { } packets
            ? []
            : packets.Where(p => p.Tag == Packet.Signature).Select(p => KeySignature.Parse(p.Body)).OfType<KeySignature>();
    }

    /// <summary>Which key of some keyrings is expected to verify the next index or package; null when none is there. Pure.</summary>
    /// <param name="only">The fingerprints that count; empty: all.</param>
    /// <param name="issuers">Who signed the present one; empty when that is not known.</param>
    public static RepositoryKey? Judge(
        IReadOnlyList<(Keyring? Ring, string? Problem)> rings, IReadOnlyList<string> only, IReadOnlyList<string> issuers)
    {
        var problem = rings.Select(r => r.Problem).FirstOrDefault(p => p is not null);
        var keys = rings.SelectMany(r => r.Ring?.Keys ?? [])
            .Where(k => only.Count == 0 || only.Any(o => k.Signing.Any(s => s.Is(o)) || k.Fingerprint == o)).ToList();
        var unusable = rings.SelectMany(r => r.Ring?.Unusable ?? []).Where(k => only.Count == 0 || only.Any(k.Is)).ToList();
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
