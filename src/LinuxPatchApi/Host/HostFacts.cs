using System.Globalization;
using System.Runtime.InteropServices;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Host;

/// <summary>Facts about the host. Values that can change are read at each call, each from one small file.</summary>
internal sealed class HostFacts(HostPaths paths)
{
    /// <summary>USER_HZ, the unit of /proc/PID/stat: 100 on every architecture that .NET runs on (proc(5)).</summary>
    private const long TicksPerSecond = 100;

    private IPackageFamily? _family;

    public OsRelease OsRelease { get; } = ReadFirst(paths.OsRelease) is { } text ? OsRelease.Parse(text) : OsRelease.Unknown;

    /// <summary>
    /// The package family. An unknown distribution without exactly one package database still needs some version order; everything else is
    /// then known from the engine only.
    /// </summary>
    public IPackageFamily Family => _family ??=
        FamilyTable.Detect([OsRelease.Id, .. OsRelease.Like], path => Path.Exists(paths.In(path))) ?? FamilyTable.Fallback;

    /// <summary>
    /// Changes with each boot of the host or start of the container. A container may show the boot id of its host (a unit with its own
    /// /proc always does), so containers append the start time of their first process, which no restart of a service changes. The daemon
    /// replaces it with the id it keeps during the boot (<see cref="BootMark"/>).
    /// </summary>
    public string BootId { get; init; } =
        (Read(paths.BootId) ?? "unknown") + (ContainerKind.Read(paths) is null ? "" : $"-{ReadInitStarted(paths) ?? "unknown"}");

    /// <summary>The boot of the kernel, whose monotonic clock a container has; null when unreadable.</summary>
    public string? KernelBootId => Read(paths.BootId);

    /// <summary>Clock ticks from the kernel's boot to the start of process 1; null when unreadable.</summary>
    public string? InitStarted => ReadInitStarted(paths);

    public string Kernel => Read(paths.KernelRelease) ?? "unknown";

    public string Hostname => Read(paths.Hostname) ?? "unknown";

    /// <summary>The manager's names: x86_64, aarch64.</summary>
    public static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "x86_64",
        System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Seconds since boot; 0 when unreadable.</summary>
    public long UptimeSeconds => double.TryParse(Read(paths.Uptime)?.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture,
        out var seconds) ? (long)seconds : 0;

    /// <summary>
    /// When this host or container started, to the second: the kernel's boot time plus the start of process 1. Null when unreadable. Moves
    /// when the clock is set.
    /// </summary>
    public DateTimeOffset? BootedAt()
    {
        const string Mark = "\nbtime ";
        var stat = Read(paths.KernelStat) ?? "";
        var at = stat.IndexOf(Mark, StringComparison.Ordinal);
        var text = at < 0 ? "" : stat[(at + Mark.Length)..].Split('\n')[0];
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var boot)
            && long.TryParse(InitStarted, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? DateTimeOffset.FromUnixTimeSeconds(boot + (ticks / TicksPerSecond))
            : null;
    }

    /// <summary>lxc, docker, systemd-nspawn, …; null outside containers.</summary>
    public string? Container => ContainerKind.Read(paths);

    public string InitSystem => Directory.Exists(paths.SystemdMark) ? "systemd" : Directory.Exists(paths.OpenRcMark) ? "openrc" : "unknown";

    /// <summary>
    /// Releases of the installed kernels, from the names of their images or else the images themselves and, unless the unit's sandbox hides
    /// them, from module directories with a kernel's own modules; leftovers of DKMS do not count. Empty when unknown.
    /// </summary>
    public IReadOnlyList<string> InstalledKernels() =>
    [
        .. BootFiles.Kernels(paths.Boot).Select(BootFiles.ReleaseOf).OfType<string>()
            .Concat(Listed(paths.Modules, directory => directory.EnumerateDirectories().Where(HasKernel).Select(d => d.Name)))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Images whose release is not known: whether they are newer than what runs is not known either.</summary>
    public IReadOnlyList<string> UnknownKernels() =>
        [.. BootFiles.Kernels(paths.Boot).Where(f => BootFiles.ReleaseOf(f) is null).Select(f => f.File.FullName)];

    /// <summary>True for a kernel's own modules (Debian and others), or its image next to them (Fedora, Arch).</summary>
    private static bool HasKernel(DirectoryInfo modules) =>
        Directory.Exists(Path.Combine(modules.FullName, "kernel")) || File.Exists(Path.Combine(modules.FullName, "vmlinuz"));

    private static IReadOnlyList<string> Listed(string path, Func<DirectoryInfo, IEnumerable<string>> names)
    {
        try
        {
            return Directory.Exists(path) ? [.. names(new DirectoryInfo(path))] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The distribution's reboot marker: since when it is set, and the packages it names; null when it is not set.</summary>
    public RebootMarker? RebootMarker()
    {
        var signals = Family.RebootSignals;
        var marker = signals.Markers.Select(paths.In).FirstOrDefault(File.Exists);
        if (marker is null)
        {
            return null;
        }

        var packages = ReadFirst(signals.PackageLists.Select(paths.In))?.Split('\n',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return new RebootMarker(new DateTimeOffset(File.GetLastWriteTimeUtc(marker)), [.. packages.Distinct()], signals.KernelPackages);
    }

    /// <summary>The shutdown that somebody has scheduled; null for none.</summary>
    public ScheduledShutdown? ScheduledShutdown() => Read(paths.Scheduled) is { } text ? ScheduleFile.Parse(text) : null;

    /// <summary>Reads field 22 of proc_pid_stat(5), the 20th after the name.</summary>
    private static string? ReadInitStarted(HostPaths paths) =>
        Read(paths.InitStat) is { } stat
            && stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 19 } fields
            ? fields[19]
            : null;

    private static string? ReadFirst(IEnumerable<string> candidates) => candidates.Select(Read).FirstOrDefault(text => text is not null);

    private static string? Read(string path)
    {
        try
        {
            return RegularFile.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
