using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Store;

/// <summary>The package manager's cache of downloaded package files.</summary>
internal interface IFileCache
{
    string Directory { get; }

    /// <summary>Returns the possible file names of that version, the likelier first.</summary>
    IReadOnlyList<string> Names(string name, string architecture, string version);

    /// <summary>Returns the name under which a file must be stored so that the package manager's service accepts it.</summary>
    string KeptName(string name) => name;

    /// <summary>Returns the entries of the signed indexes for these versions; versions in no index are missing.</summary>
    IReadOnlyDictionary<PackageBuild, AvailablePackage> Signed(IReadOnlySet<PackageBuild> wanted);
}
