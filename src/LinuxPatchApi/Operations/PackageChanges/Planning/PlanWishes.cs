using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>What a client allows a plan to do.</summary>
/// <param name="Named">Packages as the client named them.</param>
/// <param name="KeepsVital">The agent and what it stands on must stay as they are.</param>
internal sealed record PlanWishes(ChangeOptions Options, IReadOnlyList<PackageSpec> Named, bool KeepsVital)
{
    /// <summary>Whether the client named that very build, with its architecture.</summary>
    public bool Names(PackageChange change) => Named.Any(spec => spec.Name == change.Name && spec.Architecture == change.Architecture);
}
