using LinuxPatchApi.Files;

namespace LinuxPatchApi.Host.Checks;

/// <summary>What the next updates write to one directory.</summary>
/// <param name="Bytes">Bytes of all updates.</param>
/// <param name="Least">Bytes below which no update fits.</param>
internal sealed record DiskNeed(string Path, long Bytes, long Least);

/// <summary>How much of a file system must be free. Pure.</summary>
/// <param name="Bytes">Below this, not all pending updates fit.</param>
/// <param name="Least">Below this, no update fits.</param>
/// <param name="IsKnown">True when derived from pending updates, false when it is a share of the file system.</param>
internal readonly record struct DiskSpace(long Bytes, long Least, bool IsKnown)
{
    /// <summary>
    /// Divisors of the file system's size: ext4 reserves a twentieth for root, and below a hundredth even a configuration file may not fit.
    /// Each share has an upper bound, because updates do not grow with the file system.
    /// </summary>
    private const int LowShare = 20;
    private const int NoShare = 100;

    /// <summary>Origin: an update of 50 packages and its archive fit.</summary>
    private const long MostLow = 512L * 1024 * 1024;

    /// <summary>Origin: what dpkg's own files take while they are rewritten.</summary>
    private const long MostNo = 64L * 1024 * 1024;

    /// <param name="total">Bytes of the file system; null when unknown.</param>
    /// <param name="needs">Null when the pending updates are unknown.</param>
    public static DiskSpace On(string path, long? total, IReadOnlyList<DiskNeed>? needs, Mounts mounts)
    {
        var (low, no) = (Math.Min(total / LowShare ?? MostLow, MostLow), Math.Min(total / NoShare ?? MostNo, MostNo));
        var point = mounts.PointOf(path);
        var here = needs?.Where(n => mounts.PointOf(n.Path) == point).ToList() ?? [];
        var bytes = here.Aggregate(0L, (sum, n) => n.Bytes > long.MaxValue - sum ? long.MaxValue : sum + n.Bytes);
        var least = here.Select(n => n.Least).DefaultIfEmpty().Max();
        return new DiskSpace(Math.Max(bytes, low), Math.Max(least, no), bytes > low);
    }
}
