using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Families.Dependencies;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>Reads details, relations and owners of files from apk's database, in one pass.</summary>
internal sealed class ApkDetailReader(ApkDatabase database) : IPackageDetails, IRelations
{
    public PackageResult<IReadOnlyList<PackageRelations>> Read(CancellationToken cancellationToken)
    {
        try
        {
            return PackageResult<IReadOnlyList<PackageRelations>>.Of(
            [
                .. database.Read(withFiles: false, cancellationToken).Select(r => new PackageRelations(
                    r.Name,
                    r.Version,
                    [.. r.Depends.Where(d => !d.StartsWith('!')).Select(Relation.Parse)],
                    [.. r.Depends.Where(d => d.StartsWith('!')).Select(d => Relation.Parse(d[1..]))],
                    [.. r.Provides.Select(Relation.Parse)])),
            ]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new PackageFailure(Jobs.Model.JobErrorCode.PackageManagerError, SystemErrorText.Of(e), Retryable: false);
        }
    }

    public PackageFacts? Read(InstalledPackage package, CancellationToken cancellationToken)
    {
        var records = database.Read(withFiles: true, cancellationToken);
        var record = records.FirstOrDefault(r => r.Name == package.Name);
        return record is null ? null : new PackageFacts(
            [.. record.Depends.Where(d => !d.StartsWith('!')).Select(Dependency)],
            new ApkRelations(records).Dependants(record.Name),
            record.Url,
            record.License,
            Group: null,
            record.Description,
            record.Files);
    }

    /// <summary>Returns the owners by path; a database that cannot be read has none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Owners(IReadOnlySet<string> wanted)
    {
        var owners = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        try
        {
            foreach (var record in database.Read(withFiles: true, CancellationToken.None))
            {
                foreach (var path in record.Files.Where(wanted.Contains))
                {
                    owners[path] = owners.TryGetValue(path, out var known) ? [.. known, record.Name] : [record.Name];
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // The owners found so far are valid.
        }

        return owners;
    }

    private static PackageDependency Dependency(string entry)
    {
        var name = ApkRecord.NameOf(entry);
        return new PackageDependency(name, name.Length == entry.Length ? null : entry[name.Length..], Required: true);
    }
}
