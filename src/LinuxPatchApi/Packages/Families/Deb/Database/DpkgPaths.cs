using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>Where dpkg and apt keep their files; injected, so that tests read their own.</summary>
internal sealed record DpkgPaths(string Root)
{
    public static readonly DpkgPaths Host = new("/");

    /// <summary>What apt is told, which says where the rest is.</summary>
    public AptFiles Apt { get; } = new(Root);

    /// <summary>Wherever apt is told that it is (Dir::State::status).</summary>
    public string Status => Apt.StatusFile;

    /// <summary>dpkg's directory. apt takes the status file's for it, locks and journal included (debsystem.cc).</summary>
    private string Admin => Path.GetDirectoryName(Status)!;

    /// <summary>Holds <c>*.list</c> files, written when a package is unpacked.</summary>
    public string Info => Path.Combine(Admin, "info");

    /// <summary>Files that one package moved out of the way of another (dpkg-divert(1)).</summary>
    public string Diversions => Path.Combine(Admin, "diversions");

    /// <summary>Not empty while dpkg runs or after it was interrupted.</summary>
    public string Updates => Path.Combine(Admin, "updates");

    /// <summary>Configuration files that ucf(1) looks after, with their packages.</summary>
    public string UcfRegistry => Path.Combine(Root, "var/lib/ucf/registry");

    /// <summary>Which packages were installed automatically.</summary>
    public string ExtendedStates => Apt.PathOf("Dir::State::extended_states");

    /// <summary>Dir::Cache::archives: what apt fetched, until somebody cleans it.</summary>
    public string Archives => Apt.PathOf("Dir::Cache::archives");

    /// <summary>Locks of dpkg and apt, the innermost first: whoever writes, then whoever plans to, then downloads.</summary>
    public IReadOnlyList<PackageLock> Locks =>
    [
        new(Path.Combine(Admin, "lock")),
        new(Path.Combine(Admin, "lock-frontend")),
        new(Path.Combine(Archives, "lock")),
        new(Path.Combine(Lists, "lock"), IsOfIndexes: true),
    ];

    /// <summary>What apt is told, of what the solver reads: files, and directories of them.</summary>
    public IReadOnlyList<string> AptSettings =>
    [
        .. new[] { "sourcelist", "sourceparts", "preferences", "preferencesparts", "main", "parts" }.Select(name => Apt.PathOf("Dir::Etc::" + name)),
    ];

    /// <summary>Where apt downloads indexes to; it sets its mode at the beginning of each look.</summary>
    public string Partial => Path.Combine(Lists, "partial");

    /// <summary>Set by Ubuntu's apt after a look that succeeded.</summary>
    public string UpdateSuccessStamp => Path.Combine(Root, "var/lib/apt/periodic/update-success-stamp");

    public string Lists => Apt.PathOf("Dir::State::lists");

    /// <summary>What dpkg printed, scripts included (apt.conf: Dir::Log::Terminal).</summary>
    public string TerminalLog => Apt.PathOf("Dir::Log::Terminal");
}
