using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host.Reboots;

namespace LinuxPatchApi.Host;

/// <summary>
/// Keeps the identity of this boot the same whatever the unit's sandbox is. A container's manager may show its own boot id instead of the
/// kernel's (nspawn and newer LXC mount a file over it), while a unit with its own /proc sees the kernel's, so the id would change with a
/// drop-in. Therefore the id first read in this boot is kept in the runtime directory, which is emptied at boot. Should it survive a boot,
/// the start time of process 1, which both kinds of /proc show alike, reveals that. Uses no clock.
/// </summary>
internal static class BootMark
{
    /// <summary>A boot id, a dash, and a number of up to 20 digits.</summary>
    public const int MaxBytes = 128;

    /// <summary>
    /// How far apart two readings of the time of one boot may be. Origin: it has a resolution of seconds, and slewing the clock over a day
    /// moves it by seconds; two boots are further apart than the duration of a boot.
    /// </summary>
    private static readonly TimeSpan SameMoment = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Returns the facts of the host with the id of this boot, and keeps that id. If the mark cannot be written, the ledger has to suffice.
    /// </summary>
    /// <param name="path">The path of the mark.</param>
    /// <param name="previous">The newest boot in the ledger; null for none.</param>
    public static HostFacts Facts(HostPaths host, string path, RebootRecord? previous)
    {
        var read = new HostFacts(host);
        var marked = BoundedFile.Read(path, MaxBytes).Bytes is { } bytes ? Encoding.ASCII.GetString(bytes).Trim() : null;
        var id = Judge(read.BootId, read.InitStarted, marked, previous, read.BootedAt());
        if (id != marked)
        {
            _ = AtomicFile.Write(path, Encoding.ASCII.GetBytes(id + "\n"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return new HostFacts(host) { BootId = id };
    }

    /// <summary>Decides which id applies. Pure.</summary>
    /// <param name="read">The id that /proc shows now.</param>
    /// <param name="initStarted">Clock ticks from the kernel's boot to the start of process 1; null when unreadable.</param>
    /// <param name="marked">The id that was kept; null for none.</param>
    public static string Judge(
        string read, string? initStarted, string? marked, RebootRecord? previous, DateTimeOffset? bootedAt)
    {
        if (marked is not null && IsOf(marked, initStarted))
        {
            return marked;
        }

        // An agent that kept no mark ran in this boot under another sandbox: process 1 has the same start, at the same time.
        var isSameMoment = previous?.BootedAt is { } then && bootedAt is { } now && (now - then).Duration() <= SameMoment;
        return isSameMoment && IsOf(previous!.BootId, initStarted) ? previous.BootId : read;
    }

    /// <summary>
    /// True when an id belongs to a container whose process 1 started then. Ids of real hosts have no such part: there the kernel is
    /// trusted.
    /// </summary>
    private static bool IsOf(string id, string? initStarted) =>
        initStarted is not null && id.EndsWith("-" + initStarted, StringComparison.Ordinal);
}
