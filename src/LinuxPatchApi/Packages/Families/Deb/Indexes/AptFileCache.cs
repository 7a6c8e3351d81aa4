using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Store;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>apt's archive cache: what it fetched, and therefore held against the signed index.</summary>
/// <param name="archives">Dir::Cache::archives, as it is configured now.</param>
/// <param name="index">What the signed indexes say of these versions now.</param>
internal sealed class AptFileCache(Func<string> archives, Func<IReadOnlySet<PackageBuild>, IReadOnlyDictionary<PackageBuild, AvailablePackage>> index) : IFileCache
{
    public string Directory => archives();

    /// <summary>Under its own architecture, or as a package for every one.</summary>
    public IReadOnlyList<string> Names(string name, string architecture, string version) =>
        [FileName(name, architecture, version), FileName(name, DebTerms.Instance.NeutralArchitecture, version)];

    public IReadOnlyDictionary<PackageBuild, AvailablePackage> Signed(IReadOnlySet<PackageBuild> wanted) => index(wanted);

    /// <summary>As apt names archive files: <c>_</c> and <c>:</c> in a part are written in hexadecimal. Pure.</summary>
    public static string FileName(string name, string architecture, string version) => $"{Quote(name)}_{Quote(version)}_{Quote(architecture)}.deb";

    private static string Quote(string part) =>
        part.Replace("%", "%25", StringComparison.Ordinal).Replace("_", "%5f", StringComparison.Ordinal).Replace(":", "%3a", StringComparison.Ordinal);
}
