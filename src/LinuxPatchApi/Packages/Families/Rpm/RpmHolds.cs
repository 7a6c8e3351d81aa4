using LinuxPatchApi.Packages.Families.Rpm.Settings;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>
/// Holds by the versionlocks of dnf and dnf5, and by excludepkgs and includepkgs of dnf.conf, of dnf5's drop-ins and of repositories.
/// PackageKit's dnf backend ignores dnf's versionlock, which belongs to a plugin with settings of its own; dnf5's versionlock and the
/// others hide from everything that PackageKit asks. Measured with PackageKit 1.2.6 (dnf) and 1.4.0 (dnf5).
/// </summary>
internal sealed class RpmHolds(string root) : IHolds
{
    private const string Plugin = "versionlock.conf";
    private const string Locks = "etc/dnf/plugins/versionlock.list";
    private const string Locks5 = "etc/dnf/versionlock.toml";

    /// <summary>Drop-ins of a directory.</summary>
    public const int MostFiles = RpmSettings.MostFiles;

    /// <summary>Origin: pluginconfpath of dnf.</summary>
    private static readonly string[] PluginFolders = ["etc/dnf/plugins"];

    private volatile IReadOnlyList<string> _paths = PathsWith(root, [Locks, $"{PluginFolders[0]}/{Plugin}"]);
    private volatile IReadOnlyList<string> _sideBySide = [];

    public IReadOnlyList<string> Paths => _paths;

    /// <summary>By the host's own installonlypkgs, as last read.</summary>
    public bool IsSideBySide(string name) => _sideBySide.Any(pattern => ShellPattern.Matches(pattern, name));

    public PackageResult<HoldList> Read()
    {
        var read = RpmSettings.Read(root);
        if (!read.IsSuccess)
        {
            return read.Failure;
        }

        // The plugin's own files name the list, and may switch it off.
        var (settings, failure) = (read.Value, (PackageFailure?)null);
        var plugins = settings.Folders("pluginconfpath", PluginFolders).Select(folder => $"{folder.TrimEnd('/')}/{Plugin}").ToList();
        string[] plugin = [.. plugins.SelectMany(file => Lines(file, ref failure))];
        var locks = IniFile.OfMain(plugin, "locklist") is { Length: > 0 } named ? named.TrimStart('/') : Locks;
        var isOff = IniFile.IsOff(IniFile.OfMain(plugin, "enabled")) || IniFile.IsOff(settings.Last("plugins")?.Value);
        var locked = isOff ? [] : Lines(locks, ref failure);
        var locked5 = settings.ExcludesNothing ? [] : Lines(Locks5, ref failure);
        if (failure is not null)
        {
            return failure;
        }

        var (main, sideBySide) = (new PackageRules(), new List<string>());
        foreach (var setting in settings.Main)
        {
            if (!settings.ExcludesNothingOfMain)
            {
                main.Add(setting.Key, setting.Value, $"in /{setting.File}");
            }

            sideBySide.AddRange(setting.Key == "installonlypkgs" ? IniFile.Elements(setting.Value) : []);
        }

        // Repositories that cannot be read have a check of their own; without them the holds are those of dnf's own settings.
        List<string> paths =
            [.. plugins, locks, .. settings.Files, .. settings.RepositoryFoldersRead ?? [], .. settings.VariableFoldersRead];
        IReadOnlyList<PackageRules> rules =
        [
            .. (RpmSections.Read(root, settings, paths) ?? new Dictionary<string, RpmSection>()).Where(s => s.Value.IsEnabled)
                .Select(s => settings.ExcludesNothingOf(s.Key) ? new PackageRules() : s.Value.Rules),
        ];
        (_paths, _sideBySide) = (PathsWith(root, paths), sideBySide);
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

    private static IReadOnlyList<string> PathsWith(string root, IEnumerable<string> paths) =>
    [
        .. new[] { Locks5, RpmSettings.MainFile }.Concat(RpmSettings.DropIns).Concat(RpmSections.Overrides).Concat(paths)
            .Distinct(StringComparer.Ordinal).Select(path => Path.Combine(root, path)),
    ];
}
