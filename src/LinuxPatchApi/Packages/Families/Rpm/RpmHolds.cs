using LinuxPatchApi.Files;
using LinuxPatchApi.Files.Directories;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>
/// Holds by the versionlocks of dnf and dnf5 and by excludepkgs, for which dnf5 has drop-ins. PackageKit's dnf backend ignores dnf's
/// versionlock, which belongs to a plugin with settings of its own.
/// </summary>
internal sealed class RpmHolds(string root) : IHolds
{
    private const string Plugin = "etc/dnf/plugins/versionlock.conf";
    private const string Locks = "etc/dnf/plugins/versionlock.list";
    private const string Locks5 = "etc/dnf/versionlock.toml";
    private const string Settings = "etc/dnf/dnf.conf";

    /// <summary>Drop-ins of a directory. Origin: a host has a few; an overfull directory must not cost a request seconds.</summary>
    public const int MostFiles = 256;

    /// <summary>dnf5's directories of drop-ins; of files with the same name, that of the first counts (libdnf5's base.cpp).</summary>
    private static readonly string[] DropIns = ["etc/dnf/libdnf5.conf.d", "usr/share/dnf5/libdnf.conf.d"];

    private volatile IReadOnlyList<string> _paths = PathsWith(root, Locks, []);

    public IReadOnlyList<string> Paths => _paths;

    public PackageResult<HoldList> Read()
    {
        var (plugin, settings) = (HoldFile.Lines(Path.Combine(root, Plugin)), HoldFile.Lines(Path.Combine(root, Settings)));
        if (!plugin.IsSuccess || !settings.IsSuccess)
        {
            return (plugin.Failure ?? settings.Failure)!;
        }

        // The plugin's own file names the list, and may switch it off.
        var locks = VersionLock.Setting(plugin.Value, "locklist") is { Length: > 0 } named ? named.TrimStart('/') : Locks;
        var dropIns = Effective(out var failure);
        if (failure is not null)
        {
            return failure;
        }

        _paths = PathsWith(root, locks, dropIns);
        var isOff = VersionLock.IsOff(VersionLock.Setting(plugin.Value, "enabled"))
            || VersionLock.IsOff(VersionLock.Setting(settings.Value, "plugins"));
        (string File, Func<string[], IEnumerable<string>> Of, string Origin)[] lists =
        [
            (locks, lines => isOff ? [] : VersionLock.Entries(lines), $"/{locks}"),
            (Locks5, lines => VersionLockToml.Names(string.Join('\n', lines)), $"/{Locks5}"),
            .. dropIns.Append(Settings).Select(file => (
                file, new Func<string[], IEnumerable<string>>(VersionLock.Excluded), $"excludepkgs in /{file}")),
        ];
        var holds = new List<(string Entry, string Origin)>();
        foreach (var (file, entries, origin) in lists)
        {
            var lines = HoldFile.Lines(Path.Combine(root, file));
            if (!lines.IsSuccess)
            {
                return lines.Failure;
            }

            holds.AddRange(entries(lines.Value).Select(entry => (entry, origin)));
        }

        return PackageResult<HoldList>.Of(p => holds.Find(h => VersionLock.Names(h.Entry, p.Name, p.Architecture)).Origin);
    }

    /// <summary>Returns dnf5's drop-ins in its order: by name, all before dnf.conf. It skips anything but a regular file.</summary>
    private List<string> Effective(out PackageFailure? failure)
    {
        failure = null;
        var found = new List<string>();
        foreach (var directory in DropIns)
        {
            try
            {
                var files = BoundedFolder.Files(Path.Combine(root, directory), MostFiles, "*.conf");
                if (files is null)
                {
                    failure = Unreadable($"/{directory} has more than {MostFiles} files");
                }

                found.AddRange((files ?? []).Where(RegularFile.Exists).Select(n => $"{directory}/{Path.GetFileName(n)}"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failure = Unreadable($"/{directory}: {SystemErrorText.Of(e)}");
            }
        }

        return [.. found.DistinctBy(Path.GetFileName, StringComparer.Ordinal).OrderBy(Path.GetFileName, StringComparer.Ordinal)];
    }

    private static PackageFailure Unreadable(string why) => new(
        JobErrorCode.PackageManagerError, $"what is held on the host cannot be read: {why}", Retryable: false);

    private static IReadOnlyList<string> PathsWith(string root, string locks, IEnumerable<string> dropIns) =>
    [
        .. new[] { Plugin, locks, Locks5, Settings }.Concat(DropIns).Concat(dropIns).Select(path => Path.Combine(root, path)),
    ];
}
