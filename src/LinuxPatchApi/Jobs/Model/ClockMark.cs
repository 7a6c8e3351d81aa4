using System.Globalization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>A point on the clock of elapsed time, as records store it. Not a wall clock: it has an origin of its own.</summary>
/// <param name="On">Milliseconds of that clock.</param>
/// <param name="Uptime">Milliseconds of the host's monotonic clock at that point, from which the next run computes the time that has
/// passed since.</param>
/// <param name="Boot">The boot that the monotonic clock belongs to; null in records of earlier releases, and when it is not known.</param>
internal sealed record ClockMark(long On, long Uptime, int? Boot = null)
{
    private const int Digits = 8;

    /// <summary>The beginning of the kernel's boot id as a number, which is short enough for each record. Null when it is none.</summary>
    public static int? BootOf(string? id) =>
        id is { Length: >= Digits }
        && int.TryParse(id.AsSpan(0, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var boot) ? boot : null;
}
