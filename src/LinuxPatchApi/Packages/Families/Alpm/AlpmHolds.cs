using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>
/// Holds by IgnorePkg and IgnoreGroup. PackageKit's alpm backend reads them only when it starts, and the file may change while it runs.
/// </summary>
internal sealed class AlpmHolds(string root) : IHolds
{
    private volatile IReadOnlyList<string> _paths = [Path.Combine(root, "etc/pacman.conf")];

    public IReadOnlyList<string> Paths => _paths;

    public PackageResult<HoldList> Read()
    {
        var read = PacmanConf.Read(root);
        if (!read.IsSuccess)
        {
            return read.Failure;
        }

        var conf = read.Value;
        _paths = [.. conf.Paths];
        return PackageResult<HoldList>.Of(package => (Of(conf.Packages, package.Name)
            ?? (conf.Groups.Count == 0 ? null
                : GroupsOf(package, conf).Select(g => Of(conf.Groups, g)).FirstOrDefault(o => o is not null))) is { } origin
                ? new Hold(origin) : null);
    }

    private static string? Of(IReadOnlyList<(string Pattern, string Origin)> ignored, string name) =>
        ignored.FirstOrDefault(i => ShellPattern.Matches(i.Pattern, name)).Origin;

    /// <summary>
    /// Reads pacman's local database: one directory per package, its groups one per line below %GROUPS% of the file desc.
    /// </summary>
    private IEnumerable<string> GroupsOf(InstalledPackage package, PacmanConf conf)
    {
        var desc = HoldFile.Lines(
            Path.Combine(root, conf.DatabaseDirectory.TrimStart('/'), "local", $"{package.Name}-{package.Version}", "desc"));
        return desc.IsSuccess ? desc.Value.SkipWhile(l => l != "%GROUPS%").Skip(1).TakeWhile(l => l.Length > 0) : [];
    }
}
