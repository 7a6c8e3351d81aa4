using LinuxPatchApi.Checks;
using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Host.Checks;

/// <summary>
/// Checks that /boot has space for an update: one more kernel with its initrd, and a second copy of the initrd while it is built.
/// </summary>
internal sealed class BootDiskCheck(PackageTerms terms) : ICheck
{
    public const string Path = "/boot";

    public string Id => DiskCheck.Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path))
        {
            return new((CheckResult?)null);
        }

        var mounts = Mounts.Read();
        return new(mounts.IsReadOnly(Path)
            ? DiskCheck.ReadOnly(Path, mounts.PointOf(Path)!)
            : Judge(DiskCheck.FreeBytes(Path), NeededBytes(Files(Path)), terms));
    }

    /// <param name="free">Free bytes; null when unknown.</param>
    /// <param name="needed">Bytes for the next kernel; 0 when there is no kernel, and an update therefore writes nothing there.</param>
    public static CheckResult Judge(long? free, long needed, PackageTerms terms) => (free, needed) switch
    {
        (null, _) => CheckResult.Warn(DiskCheck.Name, Path, $"free space of {Path} is unknown", null),
        (_, 0) => CheckResult.Ok(DiskCheck.Name, $"{Path}: {free >> 20} MiB free, no kernel there"),
        _ when free < needed => CheckResult.Warn(
            DiskCheck.Name, Seen(free, needed), "DISK_FULL: the next kernel does not fit",
                $"remove kernels that are not needed any more ({terms.OldKernels})"),
        _ => CheckResult.Ok(DiskCheck.Name, Seen(free, needed)),
    };

    /// <summary>
    /// Returns what the next kernel takes: the files of the largest version, with its initrd counted twice. Where a package replaces its
    /// kernel under the same name (Arch, Alpine), the largest kernel and initrd once: the new ones are at most written beside them. Pure.
    /// </summary>
    public static long NeededBytes(IEnumerable<(string Name, long Bytes)> files)
    {
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        var replaced = new long[2];
        foreach (var (name, bytes) in files)
        {
            foreach (var (prefix, times) in Kinds)
            {
                if (!name.StartsWith(prefix, StringComparison.Ordinal) || name.AsSpan(prefix.Length).StartsWith(Rescue))
                {
                    continue;
                }

                // dracut: initramfs-VERSION.img
                var version = name[prefix.Length..];
                version = version.EndsWith(".img", StringComparison.Ordinal) ? version[..^4] : version;
                if (version.Length > 0 && char.IsAsciiDigit(version[0]))
                {
                    versions[version] = versions.GetValueOrDefault(version) + (bytes * times);
                }
                else if (!version.EndsWith(Fallback, StringComparison.Ordinal))
                {
                    var kind = times == 2 ? 1 : 0;
                    replaced[kind] = Math.Max(replaced[kind], bytes);
                }
            }
        }

        return Math.Max(versions.Count == 0 ? 0 : versions.Values.Max(), replaced[0] + replaced[1]);
    }

    /// <summary>dracut's image for every machine, several times as large as a kernel's own: built once, and not by updates.</summary>
    private const string Rescue = "0-rescue-";

    /// <summary>mkinitcpio's image for every machine, which is built in place.</summary>
    private const string Fallback = "-fallback";

    private static readonly (string Prefix, int Times)[] Kinds =
        [("vmlinuz-", 1), ("vmlinux-", 1), ("initrd.img-", 2), ("initramfs-", 2), ("initrd-", 2), ("System.map-", 1), ("config-", 1)];

    private static IReadOnlyList<(string, long)> Files(string path) =>
        [.. BootFiles.Named(path, FileAttributes.ReparsePoint).Select(f => (f.Name, f.File.Length))];

    private static string Seen(long? free, long needed) => $"{Path}: {free >> 20} MiB free, the next kernel takes {needed >> 20} MiB";
}
