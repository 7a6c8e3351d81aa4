using System.Globalization;
using System.Runtime.InteropServices;
using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Host;

/// <summary>What the host says of itself. Read anew at each call where it can change; each is one small file.</summary>
internal sealed class HostFacts(HostPaths paths)
{
    /// <summary>USER_HZ, the unit of /proc/PID/stat: 100 on every architecture that .NET runs on (proc(5)).</summary>
    private const long TicksPerSecond = 100;

    private IPackageFamily? _family;

    private const string ImagePrefix = "vmlinuz-";

    public OsRelease OsRelease { get; } = ReadFirst(paths.OsRelease) is { } text ? OsRelease.Parse(text) : OsRelease.Unknown;

    /// <summary>The family of the packages. Of an unknown distribution without one clear database nothing but the engine's words are known; some order
    /// of versions it needs.</summary>
    public IPackageFamily Family => _family ??=
        FamilyTable.Detect([OsRelease.Id, .. OsRelease.Like], path => Path.Exists(paths.In(path))) ?? FamilyTable.Fallback;

    /// <summary>
    /// Another one after each boot of the host, or start of the container. A container may show its host's boot id (a unit with its own
    /// /proc always sees that one), so there the start time of its first process is added, which no restart of a service changes. The
    /// daemon puts in what it keeps over the boot (<see cref="BootMark"/>).
    /// </summary>
    public string BootId { get; init; } =
        (Read(paths.BootId) ?? "unknown") + (ReadContainer(paths) is null ? "" : $"-{ReadInitStarted(paths) ?? "unknown"}");

    /// <summary>Clock ticks from the kernel's boot to the start of process 1; null when it cannot be read.</summary>
    public string? InitStarted => ReadInitStarted(paths);

    public string Kernel => Read(paths.KernelRelease) ?? "unknown";

    public string Hostname => Read(paths.Hostname) ?? "unknown";

    /// <summary>The Manager's words: x86_64, aarch64.</summary>
    public static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "x86_64",
        System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Seconds since boot; 0 when it cannot be read.</summary>
    public long UptimeSeconds => double.TryParse(Read(paths.Uptime)?.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? (long)seconds : 0;

    /// <summary>When this host or container began to run, to the second: the kernel's boot and what process 1 began after it. Null when it
    /// cannot be read. Moves with a clock that is set.</summary>
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

    /// <summary>lxc, docker, systemd-nspawn, …; null on a host of its own.</summary>
    public string? Container => ReadContainer(paths);

    public string InitSystem => Directory.Exists(paths.SystemdMark) ? "systemd" : Directory.Exists(paths.OpenRcMark) ? "openrc" : "unknown";

    /// <summary>Releases of the installed kernels: of their images, and where the unit's sandbox does not hide them of their modules, as far as a
    /// kernel's own are there: what DKMS leaves behind is none. Empty when unknown.</summary>
    public IReadOnlyList<string> InstalledKernels() =>
    [
        .. Listed(paths.Boot, directory => directory.EnumerateFileSystemInfos(ImagePrefix + "*").Select(f => f.Name[ImagePrefix.Length..]))
            .Concat(Listed(paths.Modules, directory => directory.EnumerateDirectories().Where(HasKernel).Select(d => d.Name)))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The kernel's own modules (Debian and others), or its image among them (Fedora, Arch).</summary>
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

    /// <summary>The distribution's marker: whether it is there, since when, and the packages that it names.</summary>
    public RebootMarker? RebootMarker()
    {
        var signals = Family.RebootSignals;
        var marker = signals.Markers.Select(paths.In).FirstOrDefault(File.Exists);
        if (marker is null)
        {
            return null;
        }

        var packages = ReadFirst(signals.PackageLists.Select(paths.In))?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return new RebootMarker(new DateTimeOffset(File.GetLastWriteTimeUtc(marker)), [.. packages.Distinct()], signals.KernelPackages);
    }

    private static string? ReadContainer(HostPaths paths) =>
        Read(paths.Container) is { Length: > 0 } word ? word : File.Exists(paths.DockerMark) ? "docker" : null;

    /// <summary>Field 22 of proc_pid_stat(5), the 20th after the name.</summary>
    private static string? ReadInitStarted(HostPaths paths) =>
        Read(paths.InitStat) is { } stat && stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 19 } fields
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
