using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Store;

/// <summary>
/// Stores package files of previous versions, which a rollback needs when no repository offers them any more. They are copied from the
/// package manager's cache, which verified them against the signed index, before it is cleaned. Bounded; the oldest files go first.
/// </summary>
/// <param name="directory">The agent's own, for root alone.</param>
/// <param name="cache">The package manager's.</param>
/// <param name="terms">Of the host's family.</param>
/// <param name="maxBytes">Of all files together; 0 turns the store off.</param>
internal sealed class PackageStore(string directory, IFileCache cache, PackageTerms terms, long maxBytes, TimeProvider time)
{
    private const UnixFileMode RootOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Bytes of a file with a checksum. Origin: a length of 19 digits and 64 of SHA-256.</summary>
    private const int SumBytes = 128;

    /// <summary>The files that were found to be what was kept, by their stamps: each is read once in a run.</summary>
    private readonly ConcurrentDictionary<string, FileStamp> _sound = new(StringComparer.Ordinal);

    /// <summary>Returns the file of that version from the store or the cache; null when there is none.</summary>
    public string? Find(string name, string architecture, string version) =>
        (maxBytes > 0 ? Kept((name, architecture, version)) : null)
            ?? (FileIn(cache.Directory, (name, architecture, version)) is { } cached
            && cache.KeptName(cached) == cached ? cached : null);

    /// <summary>
    /// Returns the file of that version, and the name under which the package manager's service accepts a copy of it; null when there is
    /// none.
    /// </summary>
    public (string Path, string Name)? Source(string name, string architecture, string version) =>
        (Find(name, architecture, version) ?? FileIn(cache.Directory, (name, architecture, version))) is { } path
            ? (path, cache.KeptName(Path.GetFileName(path)))
            : null;

    /// <summary>Stores the versions that a change is about to replace, where the cache still has them.</summary>
    /// <returns>Messages about files that could not be stored.</returns>
    public IReadOnlyList<string> KeepPrevious(IEnumerable<PackageChange> changes) =>
        Keep([.. changes.Where(c => c is { FromVersion: not null, Action: not ChangeAction.Reinstall })
            .Select(c => (c.Name, c.Architecture, c.FromVersion!))]);

    /// <summary>Stores the versions that were just installed: they are the previous ones of a later change.</summary>
    /// <returns>As <see cref="KeepPrevious"/>.</returns>
    public IReadOnlyList<string> KeepPresent(IEnumerable<PackageChange> changes) =>
        Keep([.. changes.Where(c => c is { Outcome: ChangeOutcome.Applied, ToVersion: not null })
            .Select(c => (c.Name, c.Architecture, c.ToVersion!))]);

    private List<string> Keep(IReadOnlyList<(string Name, string Architecture, string Version)> packages)
    {
        var problems = new List<string>();
        var wanted = packages.Where(p => Kept(p) is null && FileIn(cache.Directory, p) is { } cached
            && new FileInfo(cached).Length <= maxBytes)
            .ToList();
        if (maxBytes == 0 || wanted.Count == 0)
        {
            return problems;
        }

        try
        {
            Directory.CreateDirectory(Sums, RootOnly | UnixFileMode.UserExecute);
            File.SetUnixFileMode(directory, RootOnly | UnixFileMode.UserExecute);
            var known = cache.Signed(wanted.Select(p => new PackageBuild(p.Name, p.Architecture, p.Version)).ToHashSet());
            foreach (var package in wanted)
            {
                if (Copy(package, known.GetValueOrDefault(
                    new PackageBuild(package.Name, package.Architecture, package.Version))) is { } problem)
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

    private string? FileIn(string folder, (string Name, string Architecture, string Version) package) =>
        cache.Names(package.Name, package.Architecture, package.Version).Select(name => Path.Combine(folder, name))
            .FirstOrDefault(path => new FileInfo(path) is { Exists: true, Length: > 0 });

    /// <summary>The checksums of the files, each under its file's name.</summary>
    private string Sums => Path.Combine(directory, "sums");

    /// <summary>The stored file of that version when it is what was stored: a power loss may leave a part of it, or nothing.</summary>
    private string? Kept((string Name, string Architecture, string Version) package)
    {
        if (FileIn(directory, package) is not { } path)
        {
            return null;
        }

        var stamp = FileStamp.Of(path);
        if (_sound.TryGetValue(path, out var known) && known == stamp)
        {
            return path;
        }

        try
        {
            var sum = BoundedFile.Read(Path.Combine(Sums, Path.GetFileName(path)), SumBytes).Bytes;
            if (sum is null || Encoding.ASCII.GetString(sum) != Sum(stamp.Length, path))
            {
                return null;
            }

            _sound[path] = stamp;
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Sum(long length, string path) => string.Create(CultureInfo.InvariantCulture, $"{length} {Hash(path)}\n");

    /// <summary>Renames the file to its final name only when it and its checksum are on disk.</summary>
    private string? Copy((string Name, string Architecture, string Version) package, AvailablePackage? known)
    {
        var cached = FileIn(cache.Directory, package)!;
        var final = Path.Combine(directory, cache.KeptName(Path.GetFileName(cached)));
        var temporary = final + ".new";
        AtomicFile.Copy(cached, temporary);
        if (known?.Sha256 is { } expected
            && cache.Names(known.Name, known.Architecture, known.Version)[0] == Path.GetFileName(cached)
            && !Hash(temporary).Equals(expected, StringComparison.OrdinalIgnoreCase))
        {
            File.Delete(temporary);
            return $"{package.Name} {package.Version} in {terms.FileCache} is not what the signed index says; it was not kept";
        }

        File.SetUnixFileMode(temporary, RootOnly);
        File.SetLastWriteTimeUtc(temporary, Next());
        var sum = Encoding.ASCII.GetBytes(Sum(new FileInfo(temporary).Length, temporary));
        if (AtomicFile.Write(Path.Combine(Sums, Path.GetFileName(final)), sum, RootOnly) is { } problem)
        {
            File.Delete(temporary);
            return $"{package.Name} {package.Version} could not be kept: {problem}";
        }

        File.Move(temporary, final, overwrite: true);
        DirectorySync.Flush(directory);
        return null;
    }

    /// <summary>
    /// The time of the next file: later than those of all others, also while the clock is behind. Only their order counts, and the newest
    /// must not be the first to go.
    /// </summary>
    private DateTime Next()
    {
        var now = time.GetUtcNow().UtcDateTime;
        var newest = new DirectoryInfo(directory).GetFiles().Where(file => !file.Name.EndsWith(".new", StringComparison.Ordinal))
            .Select(file => file.LastWriteTimeUtc).DefaultIfEmpty().Max();
        return newest < now ? now : newest.AddMilliseconds(1);
    }

    private static string Hash(string path)
    {
        using var file = RegularFile.Open(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    /// <summary>Also removes incomplete files left by a crash.</summary>
    private void Prune()
    {
        long total = 0;
        foreach (var file in new DirectoryInfo(directory).GetFiles().OrderByDescending(f => f.LastWriteTimeUtc)
            .ThenBy(f => f.Name, StringComparer.Ordinal))
        {
            total += file.Length;
            if (total > maxBytes || file.Name.EndsWith(".new", StringComparison.Ordinal))
            {
                file.Delete();
            }
        }

        foreach (var sum in new DirectoryInfo(Sums).GetFiles().Where(sum => !File.Exists(Path.Combine(directory, sum.Name))))
        {
            sum.Delete();
        }
    }
}
