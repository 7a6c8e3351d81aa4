using LinuxPatchApi.Files;
using LinuxPatchApi.Files.Directories;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>
/// Holds by the versionlocks of dnf and dnf5, and by excludepkgs and includepkgs of dnf.conf, of dnf5's drop-ins and of repositories.
/// PackageKit's dnf backend ignores dnf's versionlock, which belongs to a plugin with settings of its own; dnf5's versionlock and the
/// others hide from everything that PackageKit asks. Measured with PackageKit 1.2.6 (dnf) and 1.4.0 (dnf5).
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
    private volatile IReadOnlyList<string> _sideBySide = [];

    public IReadOnlyList<string> Paths => _paths;

    /// <summary>By the host's own installonlypkgs, as last read.</summary>
    public bool IsSideBySide(string name) => _sideBySide.Any(pattern => ShellPattern.Matches(pattern, name));

    public PackageResult<HoldList> Read()
    {
        var (plugin, settings) = (HoldFile.Lines(Path.Combine(root, Plugin)), HoldFile.Lines(Path.Combine(root, Settings)));
        if (!plugin.IsSuccess || !settings.IsSuccess)
        {
            return (plugin.Failure ?? settings.Failure)!;
        }

        // The plugin's own file names the list, and may switch it off.
        var locks = IniFile.OfMain(plugin.Value, "locklist") is { Length: > 0 } named ? named.TrimStart('/') : Locks;
        var dropIns = Effective(out var failure);
        var isOff = IniFile.IsOff(IniFile.OfMain(plugin.Value, "enabled")) || IniFile.IsOff(IniFile.OfMain(settings.Value, "plugins"));
        var locked = isOff ? [] : Lines(locks, ref failure);
        var locked5 = Lines(Locks5, ref failure);
        var (main, sideBySide) = (new PackageRules(), new List<string>());
        foreach (var file in dropIns.Append(Settings))
        {
            foreach (var (section, key, value) in IniFile.Settings(Lines(file, ref failure)).Where(s => s.Section == "main"))
            {
                main.Add(key, value, $"in /{file}");
                sideBySide.AddRange(key == "installonlypkgs" ? IniFile.Elements(value) : []);
            }
        }

        if (failure is not null)
        {
            return failure;
        }

        // Repositories that cannot be read have a check of their own; without them the holds are those of dnf's own settings.
        List<string> paths = [.. dropIns];
        IReadOnlyList<PackageRules> rules =
            [.. (RpmSections.Read(root, paths)?.Values ?? []).Where(s => s.IsEnabled).Select(s => s.Rules)];
        (_paths, _sideBySide) = (PathsWith(root, locks, paths), sideBySide);
        var (list, list5) = (VersionLock.Entries(locked).ToList(), VersionLockToml.Names(string.Join('\n', locked5)));
        return PackageResult<HoldList>.Of(p =>
            list5.Any(entry => VersionLock.Names(entry, p.Name, p.Architecture)) ? new Hold($"/{Locks5}", Hiding: Hiding.Always)
            : (main.Hiding(p.Name, p.Architecture) ?? OfAll(rules, p)) is { } hiding ? new Hold(hiding, Hiding: Hiding.Always)
            : list.Exists(entry => VersionLock.Names(entry, p.Name, p.Architecture)) ? new Hold($"/{locks}")
            : OfSome(rules, p));
    }

    /// <summary>Returns a setting when every repository has one that hides the package; null otherwise.</summary>
    private static string? OfAll(IReadOnlyList<PackageRules> rules, InstalledPackage p) =>
        rules.All(r => r.Hiding(p.Name, p.Architecture) is not null)
            ? rules.Select(r => r.Excluding(p.Name, p.Architecture) ?? r.Hiding(p.Name, p.Architecture)).FirstOrDefault()
            : null;

    /// <summary>
    /// Returns the hold of a package that one repository hides and another may have. A repository that includes a few packages hides all
    /// others, which are another's most often.
    /// </summary>
    private static Hold? OfSome(IReadOnlyList<PackageRules> rules, InstalledPackage p) =>
        rules.Select(r => r.Excluding(p.Name, p.Architecture)).FirstOrDefault(o => o is not null) is { } excluding
            ? new Hold(excluding, IsHeld: false, Hiding.Always)
        : rules.Select(r => r.Hiding(p.Name, p.Architecture)).FirstOrDefault(o => o is not null) is { } including
            ? new Hold(including, IsHeld: false, Hiding.UnlessOffered)
        : null;

    /// <summary>Returns no lines after a failure.</summary>
    private string[] Lines(string file, ref PackageFailure? failure)
    {
        var lines = HoldFile.Lines(Path.Combine(root, file));
        failure ??= lines.Failure;
        return lines.IsSuccess ? lines.Value : [];
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
        .. new[] { Plugin, locks, Locks5, Settings }.Concat(DropIns).Concat(RpmSections.Folders).Concat(dropIns)
            .Select(path => Path.Combine(root, path)),
    ];
}
