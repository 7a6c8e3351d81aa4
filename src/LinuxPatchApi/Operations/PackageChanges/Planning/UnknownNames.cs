using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>
/// Parts of a request that match nothing on this host, most often a misspelt name, as far as that is known without asking the package
/// manager. The job is created all the same; the client is warned at once. Pure.
/// </summary>
internal static class UnknownNames
{
    /// <param name="installed">Null while it is not known.</param>
    /// <param name="updates">Null while they are not known.</param>
    /// <param name="offered">Which of these names a repository has; null when that is not known.</param>
    public static IReadOnlyList<string> Of(
        JobRequest request,
        InstalledInventory? installed,
        UpdatesSnapshot? updates,
        Func<IReadOnlySet<string>, IReadOnlySet<string>?> offered)
    {
        if (installed is null)
        {
            return [];
        }

        return request switch
        {
            ApplyRequest apply when updates is not null =>
                PatchSelection.Of(apply, updates.Updates, u => AdvisoryIds.Of(updates.Details.GetValueOrDefault(u.Id)), installed).Warnings,
            UpdateRequest update => Absent(update.Package),
            SelfUpdateRequest self => Absent(self.Package),
            RemoveRequest remove => Absent(remove.Package),
            InstallRequest install => Unoffered(install),
            _ => [],
        };

        IReadOnlyList<string> Absent(PackageSpec package) =>
            installed.Meant(package).Count > 0 ? [] : [$"{package.Text}: not installed; check the name"];

        static string NotOffered(string name) => $"{name}: no configured repository has a package of this name; check the name";

        IReadOnlyList<string> Unoffered(InstallRequest install)
        {
            var names = install.Packages.Select(p => p.Name).Where(n => !installed.Named(n).Any()).ToHashSet(StringComparer.Ordinal);
            return names.Count > 0 && offered(names) is { } known
                ? [.. names.Except(known).Order(StringComparer.Ordinal).Select(NotOffered)]
                : [];
        }
    }
}
