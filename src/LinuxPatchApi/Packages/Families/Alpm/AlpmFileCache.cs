using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Store;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>
/// pacman's cache of package files, which keeps each until it is cleaned. pacman verified each by its SigLevel when it was downloaded.
/// </summary>
/// <param name="directory">Returns CacheDir as it is configured now.</param>
internal sealed class AlpmFileCache(Func<string> directory) : IFileCache
{
    /// <summary>Endings of makepkg, the newest first.</summary>
    private static readonly string[] Endings = [".pkg.tar.zst", ".pkg.tar.xz", Taken];

    /// <summary>
    /// An ending that PackageKit's alpm backend accepts; it knows only a few. libalpm detects the compression by content.
    /// </summary>
    private const string Taken = ".pkg.tar.gz";

    private static readonly Dictionary<PackageBuild, AvailablePackage> None = [];

    public string Directory => directory();

    public IReadOnlyList<string> Names(string name, string architecture, string version) =>
        [.. Endings.Select(e => $"{name}-{version}-{architecture}{e}")];

    public string KeptName(string name) =>
        Endings.FirstOrDefault(e => name.EndsWith(e, StringComparison.Ordinal)) is { } ending ? name[..^ending.Length] + Taken : name;

    /// <summary>Returns nothing: the agent does not read pacman's databases.</summary>
    public IReadOnlyDictionary<PackageBuild, AvailablePackage> Signed(IReadOnlySet<PackageBuild> wanted) => None;
}
