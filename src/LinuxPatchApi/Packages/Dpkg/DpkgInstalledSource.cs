using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Knowledge;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Dpkg;

/// <summary>
/// The installed set from dpkg's own status file. It is the truth that PackageKit's rows are not: transactions were seen that
/// told success and changed nothing, and such that changed packages and told none (facts, section 1).
/// </summary>
internal sealed class DpkgInstalledSource(DpkgPaths paths, TimeProvider time) : IInstalledSource
{
    public bool IsLocal => true;

    public DatabaseStamp? Stamp() => DatabaseStamp.Of(paths.Status);

    public Task<PackageResult<InstalledInventory>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(PackageResult<InstalledInventory>.Of(Read(cancellationToken)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Task.FromResult<PackageResult<InstalledInventory>>(
                new PackageFailure(JobErrorCode.PackageManagerError, $"{paths.Status} cannot be read: {e.Message}", Retryable: true));
        }
    }

    private InstalledInventory Read(CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        var installedAt = InstallTimes();
        var packages = new List<InstalledPackage>();
        ControlFile.Read(
            paths.Status,
            paragraph =>
            {
                if (DpkgStatus.Parse(paragraph) is { } package)
                {
                    packages.Add(package with { InstalledAt = Time(installedAt, package.Key) });
                }

                return true;
            },
            cancellationToken);
        return new InstalledInventory(packages, readAt);
    }

    private Dictionary<string, DateTimeOffset> InstallTimes()
    {
        var info = new DirectoryInfo(paths.Info);
        return info.Exists
            ? info.EnumerateFiles("*.list").ToDictionary(f => f.Name[..^5], f => new DateTimeOffset(f.LastWriteTimeUtc), StringComparer.Ordinal)
            : [];
    }

    private static DateTimeOffset? Time(Dictionary<string, DateTimeOffset> times, PackageKey key) =>
        times.TryGetValue(key.Name, out var time) || times.TryGetValue($"{key.Name}:{key.Architecture}", out time) ? time : null;
}
