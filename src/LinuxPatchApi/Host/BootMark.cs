using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host.Reboots;

namespace LinuxPatchApi.Host;

/// <summary>
/// Keeps the identity of this boot the same whatever the unit's sandbox is. A container's manager may show its own boot id in place of the
/// kernel's (nspawn and newer LXC mount a file over it), and a unit with its own /proc sees the kernel's: so the id would change with a
/// drop-in. What was read first in this boot is therefore kept in the runtime directory, which no boot leaves standing; the start of
/// process 1, which both kinds of /proc show alike, tells should a boot leave it standing all the same. No clock is asked.
/// </summary>
internal static class BootMark
{
    /// <summary>A boot id, a dash, and a number of 20 digits at most.</summary>
    public const int MaxBytes = 128;

    /// <summary>How far apart two readings of the moment of one boot may be. Origin: it is told in seconds, and a clock that is slewed
    /// over a day moves it by seconds; two boots are further apart than a boot takes.</summary>
    private static readonly TimeSpan SameMoment = TimeSpan.FromSeconds(3);

    /// <summary>The facts of the host with the id of this boot, which is kept from now on. Where the mark cannot be written, the ledger has
    /// to do.</summary>
    /// <param name="path">The mark.</param>
    /// <param name="former">The newest boot that the ledger has; null for none.</param>
    public static HostFacts Facts(HostPaths host, string path, RebootRecord? former)
    {
        var read = new HostFacts(host);
        var marked = BoundedFile.Read(path, MaxBytes).Bytes is { } bytes ? Encoding.ASCII.GetString(bytes).Trim() : null;
        var id = Judge(read.BootId, read.InitStarted, marked, former, read.BootedAt());
        if (id != marked)
        {
            _ = AtomicFile.Write(path, Encoding.ASCII.GetBytes(id + "\n"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return new HostFacts(host) { BootId = id };
    }

    /// <summary>Pure.</summary>
    /// <param name="read">What /proc says now.</param>
    /// <param name="initStarted">Clock ticks from the kernel's boot to the start of process 1; null when it cannot be read.</param>
    /// <param name="marked">What was kept; null for nothing.</param>
    public static string Judge(
        string read, string? initStarted, string? marked, RebootRecord? former, DateTimeOffset? bootedAt)
    {
        if (marked is not null && IsOf(marked, initStarted))
        {
            return marked;
        }

        // An agent that kept no mark ran in this boot under another sandbox: the same start of process 1, at the same moment.
        var isSameMoment = former?.BootedAt is { } then && bootedAt is { } now && (now - then).Duration() <= SameMoment;
        return isSameMoment && IsOf(former!.BootId, initStarted) ? former.BootId : read;
    }

    /// <summary>Whether an id is of a container whose process 1 started then. Hosts of their own have no such part: there the kernel is
    /// believed.</summary>
    private static bool IsOf(string id, string? initStarted) =>
        initStarted is not null && id.EndsWith("-" + initStarted, StringComparison.Ordinal);
}
