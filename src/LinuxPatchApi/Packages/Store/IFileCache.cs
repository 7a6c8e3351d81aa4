using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Store;

/// <summary>The package files that the package manager fetched and has not deleted yet.</summary>
internal interface IFileCache
{
    string Directory { get; }

    /// <summary>Under which names the file of that version may lie, the likelier first.</summary>
    IReadOnlyList<string> Names(string name, string architecture, string version);

    /// <summary>What the signed indexes say of these versions now; one that they do not know any more is missing.</summary>
    IReadOnlyDictionary<PackageBuild, AvailablePackage> Signed(IReadOnlySet<PackageBuild> wanted);
}
