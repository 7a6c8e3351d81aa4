using LinuxPatchApi.Files;

namespace LinuxPatchApi.Host.Checks;

/// <summary>What the next updates write in one directory.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="Least">Without which none of it can go in.</param>
internal sealed record DiskNeed(string Path, long Bytes, long Least);

/// <summary>How much of a file system has to be free. Pure.</summary>
/// <param name="Bytes">Below this not all that is pending fits.</param>
/// <param name="Least">Below this nothing can go in.</param>
/// <param name="IsKnown">Whether it is what pending updates take; false: a share of the file system.</param>
internal readonly record struct DiskSpace(long Bytes, long Least, bool IsKnown)
{
    /// <summary>Shares of a file system: a twentieth is what ext4 keeps back for root, below a hundredth even a configuration file may not fit.
    /// A share grows with the file system and an update does not, so each ends at a number.</summary>
    private const int LowShare = 20;
    private const int NoShare = 100;

    /// <summary>Origin: an update of 50 packages and its archive fit.</summary>
    private const long MostLow = 512L * 1024 * 1024;

    /// <summary>Origin: what dpkg's own files take while they are written anew.</summary>
    private const long MostNo = 64L * 1024 * 1024;

    /// <param name="total">Bytes of the file system; null when that cannot be told.</param>
    /// <param name="needs">Null when it is not known what is pending.</param>
    public static DiskSpace On(string path, long? total, IReadOnlyList<DiskNeed>? needs, Mounts mounts)
    {
        var (low, no) = (Math.Min(total / LowShare ?? MostLow, MostLow), Math.Min(total / NoShare ?? MostNo, MostNo));
        var point = mounts.PointOf(path);
        var here = needs?.Where(n => mounts.PointOf(n.Path) == point).ToList() ?? [];
        var (bytes, least) = (here.Sum(n => n.Bytes), here.Select(n => n.Least).DefaultIfEmpty().Max());
        return new DiskSpace(Math.Max(bytes, low), Math.Max(least, no), bytes > low);
    }
}
