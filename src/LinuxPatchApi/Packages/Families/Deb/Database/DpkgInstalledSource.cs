using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>
/// Reads the installed set from dpkg's own database, because PackageKit's rows are unreliable: some transactions reported success and
/// changed nothing, others changed packages and reported none (facts, section 1).
/// </summary>
internal sealed class DpkgInstalledSource(DpkgPaths paths, TimeProvider time) : IInstalledSource
{
    private readonly DpkgDatabase _database = new(paths);

    public bool IsLocal => true;

    public PackageTerms Terms => DebTerms.Instance;

    public DatabaseStamp? Stamp() => _database.Stamp();

    public Task<PackageResult<InstalledInventory>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(PackageResult<InstalledInventory>.Of(Read(cancellationToken)));
        }
        catch (InvalidDataException e)
        {
            return Task.FromResult<PackageResult<InstalledInventory>>(new PackageFailure(
                JobErrorCode.PackageManagerError,
                $"dpkg's database is damaged: {SystemErrorText.Of(e)}; {DebTerms.Instance.RestoreDatabase}",
                Retryable: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<PackageResult<InstalledInventory>>(new PackageFailure(
                JobErrorCode.PackageManagerError, $"{paths.Status} cannot be read: {SystemErrorText.Of(e)}", Retryable: true));
        }
    }

    /// <summary>Returns null for what is not installed: no file on disk, or only configuration files. Pure.</summary>
    public static InstalledPackage? Package(DpkgRecord record, ControlParagraph paragraph) =>
        record.Status.State is InstalledState.NotInstalled or InstalledState.ConfigFiles
            ? null
            : new InstalledPackage(record.Name, record.Architecture, record.Version)
            {
                Summary = paragraph.First("Description"u8) ?? "",
                Section = paragraph.First("Section"u8) is { } section ? string.Intern(section) : null,
                SizeBytes = SizeField.Bytes(paragraph.First("Installed-Size"u8), unit: 1024),
                State = record.Status.State,
                ReinstallRequired = record.Status.ReinstallRequired,
                RemovalWanted = record.Status.Want is DpkgWant.Deinstall or DpkgWant.Purge,
                Held = record.Status.Want == DpkgWant.Hold,
            };

    private InstalledInventory Read(CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        var installedAt = InstallTimes();
        var view = _database.Read(Package, cancellationToken);
        var packages = view.Entries.OfType<InstalledPackage>().Select(p => p with { InstalledAt = Time(installedAt, p.Key) });
        return new InstalledInventory(packages, readAt, DebTerms.Instance)
        {
            Unmerged = view.Unmerged,
        };
    }

    private Dictionary<string, DateTimeOffset> InstallTimes()
    {
        var times = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var info = new DirectoryInfo(paths.Info);
        foreach (var file in info.Exists ? info.EnumerateFiles("*.list") : [])
        {
            // Two names of bytes that are no text may read alike; neither is a package's.
            times[file.Name[..^5]] = file.LastWriteTimeUtc;
        }

        return times;
    }

    private static DateTimeOffset? Time(Dictionary<string, DateTimeOffset> times, PackageKey key) =>
        times.TryGetValue(key.Name, out var time) || times.TryGetValue($"{key.Name}:{key.Architecture}", out time) ? time : null;
}
