using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Families.Keys;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>
/// The keys of pacman's keyring that sign what this host gets, by the signatures beside the packages in its cache: the ring also has the
/// keys of everybody who once did, and of those some have always expired. Measured with pacman 6.0.2 and 7, GnuPG 2.2.40 and 2.4.9:
/// pacman-key makes the ring in GnuPG's old format, and both keep to that.
/// </summary>
internal sealed class AlpmKeys(AlpmPlaces places, TimeProvider time)
{
    private const string Ending = ".sig";

    /// <summary>Signatures that are read. Origin: a cache that is never cleaned has some thousands.</summary>
    private const int MostSignatures = 4096;

    /// <summary>Bytes of one. Origin: one by RSA has 566.</summary>
    private const int SignatureBytes = 16 * 1024;

    /// <summary>Who has signed nothing for so long may have left. Origin: long enough for a quiet repository.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(90);

    private readonly KeyFiles _files = new();
    private volatile Known? _known;

    public IReadOnlyList<NamedKey> Read()
    {
        var now = time.GetUtcNow();
        var path = Path.Combine(places.Keys, "pubring.gpg");
        if (FileStamp.Of(path).Length == 0)
        {
            return [];
        }

        var (ring, problem) = _files.Ring(path, now);
        if (ring is null)
        {
            return [new NamedKey(path, new RepositoryKey(null, null, problem))];
        }

        var used = Signers().FindAll(s => now - s.At < Recent);
        return ring.Keys.Where(k => !k.IsRevoked).SelectMany(k => k.Signing).Where(s => used.Exists(u => s.Is(u.Key)))
            .MinBy(s => s.ExpiresAt) is { } first
                ? [new NamedKey(path, new RepositoryKey(first.Fingerprint, first.ExpiresAt, null))]
                : [];
    }

    /// <summary>Who has signed a package of the cache, and when last.</summary>
    private List<Signer> Signers()
    {
        var stamp = FileStamp.Of(places.Cache);
        if (_known is { } known && known.Stamp == stamp)
        {
            return known.Signers;
        }

        var found = new List<Signer>();
        try
        {
            foreach (var signature in Directory.EnumerateFiles(places.Cache, "*" + Ending).Take(MostSignatures)
                .Select(f => BoundedFile.Read(f, SignatureBytes).Bytes).OfType<byte[]>().SelectMany(KeyFiles.Signatures))
            {
                if (signature.Issuer is not { } key)
                {
                    continue;
                }

                if (found.Find(s => s.Key == key) is not { } signer)
                {
                    found.Add(signer = new Signer(key));
                }

                signer.At = signature.Created > signer.At ? signature.Created : signer.At;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without a cache nothing is known.
        }

        _known = new Known(stamp, found);
        return found;
    }

    private sealed class Signer(string key)
    {
        public string Key => key;

        public DateTimeOffset At { get; set; }
    }

    private sealed class Known(FileStamp stamp, List<Signer> signers)
    {
        public FileStamp Stamp => stamp;

        public List<Signer> Signers => signers;
    }
}
