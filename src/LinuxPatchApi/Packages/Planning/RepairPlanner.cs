using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Reads what a repair is planned from: dpkg's database, nothing else.</summary>
/// <param name="paths">Null on hosts without dpkg, whose package managers repair nothing that removes a package.</param>
internal sealed class RepairPlanner(DpkgPaths? paths)
{
    /// <summary>Null where there is nothing to plan from.</summary>
    public PackageResult<RepairPlan>? Plan(CancellationToken cancellationToken)
    {
        if (paths is null)
        {
            return null;
        }

        try
        {
            var database = new DpkgDatabase(paths);
            var whole = database.Read(RelatedPackage.Of, cancellationToken);
            List<PackageRelations> views = [Relations(whole)];
            if (whole.Unmerged > 0)
            {
                views.Add(Relations(database.Read(RelatedPackage.Of, cancellationToken, journal: false)));
            }

            return RepairPlan.Of(views, whole.Unmerged);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new PackageFailure(
                JobErrorCode.PackageManagerError,
                e is InvalidDataException ? $"dpkg's database is damaged: {SystemErrorText.Of(e)}; {Remedies.DamagedDatabase}" : $"dpkg's database cannot be read: {SystemErrorText.Of(e)}",
                Retryable: e is not InvalidDataException);
        }
    }

    private static PackageRelations Relations(DpkgView<RelatedPackage?> view) => new([.. view.Entries.OfType<RelatedPackage>()]);
}
