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

    /// <summary>
    /// Returns the kernels and initrds in the layouts of the Boot Loader Specification, by the names that they have elsewhere:
    /// <c>EFI/Linux/*.efi</c>, which are both in one, and <c>MACHINE-ID/VERSION/{linux,initrd}</c>. Pure.
    /// </summary>
    /// <param name="path">Below /boot.</param>
    public static string? NameOf(string path) => path.Split('/') switch
    {
        [var name] => name,
        ["EFI" or "efi", "Linux", var name] when name.EndsWith(".efi", StringComparison.OrdinalIgnoreCase) => "vmlinuz-0" + name,
        [{ Length: MachineId } id, var version, "linux"] when id.All(char.IsAsciiHexDigit) => "vmlinuz-" + version,
        [{ Length: MachineId } id, var version, "initrd"] when id.All(char.IsAsciiHexDigit) => "initrd-" + version,
        _ => null,
    };

    /// <summary>Digits of a machine id, machine-id(5).</summary>
    private const int MachineId = 32;

    /// <summary>Folders of /boot below which kernels lie, at most. Origin: EFI/Linux and MACHINE-ID/VERSION.</summary>
    private const int Depth = 2;

    /// <summary>Entries of /boot that are looked at. Origin: a boot partition has some hundred.</summary>
    private const int MostFiles = 4096;

    /// <summary>dracut's image for every machine, several times as large as a kernel's own: built once, and not by updates.</summary>
    private const string Rescue = "0-rescue-";

    /// <summary>mkinitcpio's image for every machine, which is built in place.</summary>
    private const string Fallback = "-fallback";

    private static readonly (string Prefix, int Times)[] Kinds =
        [("vmlinuz-", 1), ("vmlinux-", 1), ("initrd.img-", 2), ("initramfs-", 2), ("initrd-", 2), ("System.map-", 1), ("config-", 1)];

    private static IReadOnlyList<(string, long)> Files(string path) =>
        [.. Named(path, FileAttributes.ReparsePoint).Select(f => (f.Name, f.File.Length))];

    /// <summary>Returns the images of kernels; a link to one is one, too.</summary>
    /// <param name="path">/boot.</param>
    public static IEnumerable<(string Path, string Release, bool IsUnified)> Kernels(string path) => Named(path, 0)
        .Where(f => f.Name.StartsWith("vmlinuz-", StringComparison.Ordinal) && f.Name.Length > "vmlinuz-".Length)
        .Select(f => (f.File.FullName, f.Name["vmlinuz-".Length..], f.Name.EndsWith(".efi", StringComparison.OrdinalIgnoreCase)));

    private static IReadOnlyList<(string Name, FileInfo File)> Named(string path, FileAttributes skip)
    {
        try
        {
            var options = new EnumerationOptions
            {
                RecurseSubdirectories = true,
                MaxRecursionDepth = Depth,
                AttributesToSkip = skip,
            };
            return
            [
                .. new DirectoryInfo(path).EnumerateFiles("*", options).Take(MostFiles)
                    .Select(f => (Name: NameOf(System.IO.Path.GetRelativePath(path, f.FullName))!, File: f)).Where(f => f.Name is not null),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Seen(long? free, long needed) => $"{Path}: {free >> 20} MiB free, the next kernel takes {needed >> 20} MiB";
}
