using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>What a client allows a plan to do.</summary>
/// <param name="Named">The packages as the client named them.</param>
/// <param name="KeepsVital">The agent and what it depends on must not change.</param>
internal sealed record PlanWishes(ChangeOptions Options, IReadOnlyList<PackageSpec> Named, bool KeepsVital)
{
    /// <summary>True when the client named exactly that build, with its architecture.</summary>
    public bool Names(PackageChange change) => Named.Any(spec => spec.Name == change.Name && spec.Architecture == change.Architecture);
}
