using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>
/// The installed set from dpkg's own database. It is the truth that PackageKit's rows are not: transactions were seen that
/// told success and changed nothing, and such that changed packages and told none (facts, section 1).
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
                JobErrorCode.PackageManagerError, $"dpkg's database is damaged: {SystemErrorText.Of(e)}; {DebTerms.Instance.RestoreDatabase}", Retryable: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<PackageResult<InstalledInventory>>(
                new PackageFailure(JobErrorCode.PackageManagerError, $"{paths.Status} cannot be read: {SystemErrorText.Of(e)}", Retryable: true));
        }
    }

    /// <summary>Null for what is not installed: no file of it on the disk, or only configuration files. Pure.</summary>
    public static InstalledPackage? Package(DpkgRecord record, ControlParagraph paragraph) =>
        record.Words.State is InstalledState.NotInstalled or InstalledState.ConfigFiles
            ? null
            : new InstalledPackage(record.Name, record.Architecture, record.Version)
            {
                Summary = paragraph.First("Description"u8) ?? "",
                Section = paragraph.First("Section"u8) is { } section ? string.Intern(section) : null,
                SizeBytes = long.TryParse(paragraph.First("Installed-Size"u8), out var kibibytes) ? kibibytes * 1024 : null,
                State = record.Words.State,
                ReinstallRequired = record.Words.ReinstallRequired,
                RemovalWanted = record.Words.Want is DpkgWant.Deinstall or DpkgWant.Purge,
                Held = record.Words.Want == DpkgWant.Hold,
            };

    private InstalledInventory Read(CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        var installedAt = InstallTimes();
        var view = _database.Read(Package, cancellationToken);
        return new InstalledInventory(view.Entries.OfType<InstalledPackage>().Select(p => p with { InstalledAt = Time(installedAt, p.Key) }), readAt, DebTerms.Instance)
        {
            Unmerged = view.Unmerged,
        };
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
