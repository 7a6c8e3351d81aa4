using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>Reads the installed set from apk's database and the world: apk's D-Bus service does not list it.</summary>
internal sealed class ApkInstalledSource(ApkDatabase database, ApkWorld world, Func<DatabaseStamp?> stamp, TimeProvider time)
    : IInstalledSource, IAutomaticMarks
{
    public bool IsLocal => true;

    public PackageTerms Terms => ApkTerms.Instance;

    public DatabaseStamp? Stamp() => stamp();

    public Task<PackageResult<InstalledInventory>> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Read(cancellationToken));

    /// <summary>Returns every installed package that no entry of the world names, by its own name or one that it provides.</summary>
    public IReadOnlySet<string>? Automatic()
    {
        try
        {
            var entries = world.Read();
            if (!entries.IsSuccess)
            {
                return null;
            }

            var named = entries.Value.Select(ApkRecord.NameOf).ToHashSet(StringComparer.Ordinal);
            return database.Read(withFiles: false, CancellationToken.None)
                .Where(r => !named.Contains(r.Name) && !r.Provides.Any(p => named.Contains(ApkRecord.NameOf(p))))
                .Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    private PackageResult<InstalledInventory> Read(CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        var entries = world.Read();
        if (!entries.IsSuccess)
        {
            return entries.Failure;
        }

        try
        {
            var holds = ApkWorld.Holds(entries.Value);
            return new InstalledInventory(
                database.Read(withFiles: false, cancellationToken).Select(r => Package(r, holds.GetValueOrDefault(r.Name))),
                readAt,
                ApkTerms.Instance);
        }
        catch (InvalidDataException e)
        {
            return new PackageFailure(
                JobErrorCode.PackageManagerError,
                $"apk's database is damaged: {SystemErrorText.Of(e)}; {ApkTerms.Instance.RestoreDatabase}",
                Retryable: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PackageFailure(
                JobErrorCode.PackageManagerError, $"{database.Path} cannot be read: {SystemErrorText.Of(e)}", Retryable: true);
        }
    }

    private static InstalledPackage Package(ApkRecord record, string? heldBy) => new(record.Name, record.Architecture, record.Version)
    {
        Summary = record.Description,
        SizeBytes = record.SizeBytes,
        State = record.Broken.Contains('s') ? InstalledState.HalfConfigured : InstalledState.Installed,
        ReinstallRequired = record.Broken.Contains('f'),
        Held = heldBy is not null,
        HeldBy = heldBy,
    };
}
