using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>The paths of dpkg's and apt's files; injected, so that tests read their own.</summary>
internal sealed record DpkgPaths(string Root)
{
    public static readonly DpkgPaths Host = new("/");

    /// <summary>apt's configuration, which sets the other paths.</summary>
    public AptFiles Apt { get; } = new(Root);

    /// <summary>Origin: Dir::State::status.</summary>
    public string Status => Apt.StatusFile;

    /// <summary>dpkg's directory. apt uses the status file's, for locks and journal too (debsystem.cc).</summary>
    private string Admin => Path.GetDirectoryName(Status)!;

    /// <summary>Holds <c>*.list</c> files, written when a package is unpacked.</summary>
    public string Info => Path.Combine(Admin, "info");

    /// <summary>Files that one package moved out of the way of another (dpkg-divert(1)).</summary>
    public string Diversions => Path.Combine(Admin, "diversions");

    /// <summary>dpkg's journal: not empty while dpkg runs or after it was interrupted.</summary>
    public string Updates => Path.Combine(Admin, "updates");

    /// <summary>Configuration files managed by ucf(1), with their packages.</summary>
    public string UcfRegistry => Path.Combine(Root, "var/lib/ucf/registry");

    /// <summary>Lists the automatically installed packages.</summary>
    public string ExtendedStates => Apt.PathOf("Dir::State::extended_states");

    /// <summary>apt's cache of downloaded package files.</summary>
    public string Archives => Apt.PathOf("Dir::Cache::archives");

    /// <summary>Locks of dpkg and apt, innermost first: of a running write, of a planned one, of downloads.</summary>
    public IReadOnlyList<PackageLock> Locks =>
    [
        new(Path.Combine(Admin, "lock")),
        new(Path.Combine(Admin, "lock-frontend")),
        new(Path.Combine(Archives, "lock")),
        new(Path.Combine(Lists, "lock"), IsOfIndexes: true),
    ];

    /// <summary>apt's settings that affect its solver: files and directories of files.</summary>
    public IReadOnlyList<string> AptSettings =>
    [
        .. new[] { "sourcelist", "sourceparts", "preferences", "preferencesparts", "main", "parts" }
            .Select(name => Apt.PathOf("Dir::Etc::" + name)),
    ];

    /// <summary>Where apt downloads indexes to; apt sets the directory's mode at the beginning of each refresh.</summary>
    public string Partial => Path.Combine(Lists, "partial");

    /// <summary>Touched by Ubuntu's apt after a successful refresh.</summary>
    public string UpdateSuccessStamp => Path.Combine(Root, "var/lib/apt/periodic/update-success-stamp");

    public string Lists => Apt.PathOf("Dir::State::lists");

    /// <summary>The output of dpkg and of packages' scripts.</summary>
    public string TerminalLog => Apt.PathOf("Dir::Log::Terminal");
}
