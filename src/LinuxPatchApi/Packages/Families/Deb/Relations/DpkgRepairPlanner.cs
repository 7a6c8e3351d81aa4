using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Packages.Families.Deb.Relations;

/// <summary>Plans a repair from dpkg's database.</summary>
internal sealed class DpkgRepairPlanner(DpkgPaths paths) : IRepairPlanner
{
    public PackageResult<RepairPlan>? Plan(CancellationToken cancellationToken)
    {
        try
        {
            var database = new DpkgDatabase(paths);
            var current = database.Read(RelatedPackage.Of, cancellationToken);
            List<PackageRelations> views = [Relations(current)];
            if (current.Unmerged > 0)
            {
                views.Add(Relations(database.Read(RelatedPackage.Of, cancellationToken, journal: false)));
            }

            return RepairJudge.Of(views, current.Unmerged);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new PackageFailure(
                JobErrorCode.PackageManagerError,
                e is InvalidDataException
                    ? $"dpkg's database is damaged: {SystemErrorText.Of(e)}; {DebTerms.Instance.RestoreDatabase}"
                    : $"dpkg's database cannot be read: {SystemErrorText.Of(e)}",
                Retryable: e is not InvalidDataException);
        }
    }

    private static PackageRelations Relations(DpkgView<RelatedPackage?> view) => new([.. view.Entries.OfType<RelatedPackage>()]);
}
