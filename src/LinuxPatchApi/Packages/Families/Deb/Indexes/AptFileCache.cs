using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Store;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>apt's cache of package files, each of which apt verified against the signed index when it was downloaded.</summary>
/// <param name="archives">Returns Dir::Cache::archives as it is configured now.</param>
/// <param name="index">Returns the entries of the signed indexes for these versions.</param>
internal sealed class AptFileCache(
    Func<string> archives, Func<IReadOnlySet<PackageBuild>, IReadOnlyDictionary<PackageBuild, AvailablePackage>> index) : IFileCache
{
    public string Directory => archives();

    /// <summary>Returns the name with the package's own architecture, and that of an architecture-neutral package.</summary>
    public IReadOnlyList<string> Names(string name, string architecture, string version) =>
        [FileName(name, architecture, version), FileName(name, DebTerms.Instance.NeutralArchitecture, version)];

    public IReadOnlyDictionary<PackageBuild, AvailablePackage> Signed(IReadOnlySet<PackageBuild> wanted) => index(wanted);

    /// <summary>Returns apt's name of a package file: <c>_</c> and <c>:</c> within a part are written in hexadecimal. Pure.</summary>
    public static string FileName(string name, string architecture, string version) =>
        $"{Quote(name)}_{Quote(version)}_{Quote(architecture)}.deb";

    private static string Quote(string part) => part.Replace("%", "%25", StringComparison.Ordinal)
        .Replace("_", "%5f", StringComparison.Ordinal).Replace(":", "%3a", StringComparison.Ordinal);
}
