using System.Security.Cryptography;
using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Store;

/// <summary>
/// Package files of versions that an undo may want back when no repository gives them any more: what apt fetched, and therefore held
/// against the signed index, copied out of its archive cache before that is cleaned. Bounded; the oldest files go first.
/// </summary>
/// <param name="directory">The agent's own, for root alone.</param>
/// <param name="archives">apt's Dir::Cache::archives, as it is configured now.</param>
/// <param name="maxBytes">Of all files together; 0 turns the store off.</param>
/// <param name="index">What the signed indexes say of these versions now; one that they do not know any more is missing.</param>
internal sealed class PackageStore(
    string directory,
    Func<string> archives,
    long maxBytes,
    Func<IReadOnlySet<PackageBuild>, IReadOnlyDictionary<PackageBuild, AvailablePackage>> index,
    TimeProvider time)
{
    private const UnixFileMode RootOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The file of that version, of the store or still in apt's cache; null when there is none.</summary>
    public string? Find(string name, string architecture, string version) =>
        (maxBytes > 0 ? FileIn(directory, (name, architecture, version)) : null) ?? FileIn(archives(), (name, architecture, version));

    /// <summary>Keeps the versions that a change is about to replace, as far as apt's cache still has them.</summary>
    /// <returns>What could not be kept though it was there, in words.</returns>
    public IReadOnlyList<string> KeepPrevious(IEnumerable<PackageChange> changes) =>
        Keep([.. changes.Where(c => c is { FromVersion: not null, Action: not ChangeAction.Reinstall }).Select(c => (c.Name, c.Architecture, c.FromVersion!))]);

    /// <summary>Keeps the versions that have just gone in: a later change will want them back.</summary>
    /// <returns>As <see cref="KeepPrevious"/>.</returns>
    public IReadOnlyList<string> KeepPresent(IEnumerable<PackageChange> changes) =>
        Keep([.. changes.Where(c => c is { Outcome: ChangeOutcome.Applied, ToVersion: not null }).Select(c => (c.Name, c.Architecture, c.ToVersion!))]);

    /// <summary>As apt names archive files: <c>_</c> and <c>:</c> in a part are written in hexadecimal. Pure.</summary>
    public static string FileName(string name, string architecture, string version) => $"{Quote(name)}_{Quote(version)}_{Quote(architecture)}.deb";

    private static string Quote(string part) =>
        part.Replace("%", "%25", StringComparison.Ordinal).Replace("_", "%5f", StringComparison.Ordinal).Replace(":", "%3a", StringComparison.Ordinal);

    private List<string> Keep(IReadOnlyList<(string Name, string Architecture, string Version)> packages)
    {
        var problems = new List<string>();
        var wanted = packages.Where(p => FileIn(directory, p) is null && FileIn(archives(), p) is { } cached && new FileInfo(cached).Length <= maxBytes)
            .ToList();
        if (maxBytes == 0 || wanted.Count == 0)
        {
            return problems;
        }

        try
        {
            Directory.CreateDirectory(directory, RootOnly | UnixFileMode.UserExecute);
            var known = index(wanted.Select(p => new PackageBuild(p.Name, p.Architecture, p.Version)).ToHashSet());
            foreach (var package in wanted)
            {
                if (Copy(package, known.GetValueOrDefault(new PackageBuild(package.Name, package.Architecture, package.Version))) is { } problem)
                {
                    problems.Add(problem);
                }
            }

            Prune();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"former versions could not be kept: {SystemErrorText.Of(e)}");
        }

        return problems;
    }

    /// <summary>Under its own architecture, or as a package for every one.</summary>
    private static string? FileIn(string folder, (string Name, string Architecture, string Version) package) =>
        new[] { package.Architecture, "all" }.Select(a => Path.Combine(folder, FileName(package.Name, a, package.Version))).FirstOrDefault(File.Exists);

    /// <summary>Under its final name only when it is whole.</summary>
    private string? Copy((string Name, string Architecture, string Version) package, AvailablePackage? known)
    {
        var cached = FileIn(archives(), package)!;
        var final = Path.Combine(directory, Path.GetFileName(cached));
        var temporary = final + ".new";
        File.Copy(cached, temporary, overwrite: true);
        if (known?.Sha256 is { } expected && cached.EndsWith($"_{known.Architecture}.deb", StringComparison.Ordinal) && !Hash(temporary).Equals(expected, StringComparison.OrdinalIgnoreCase))
        {
            File.Delete(temporary);
            return $"{package.Name} {package.Version} in apt's cache is not what the signed index says; it was not kept";
        }

        File.SetUnixFileMode(temporary, RootOnly);
        File.SetLastWriteTimeUtc(temporary, time.GetUtcNow().UtcDateTime);
        File.Move(temporary, final, overwrite: true);
        return null;
    }

    private static string Hash(string path)
    {
        using var file = RegularFile.Open(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    /// <summary>Also removes what a crash left half written.</summary>
    private void Prune()
    {
        long total = 0;
        foreach (var file in new DirectoryInfo(directory).GetFiles().OrderByDescending(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal))
        {
            total += file.Length;
            if (total > maxBytes || file.Name.EndsWith(".new", StringComparison.Ordinal))
            {
                file.Delete();
            }
        }
    }
}
