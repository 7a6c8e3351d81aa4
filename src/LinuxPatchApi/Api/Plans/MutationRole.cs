using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Api.Plans;

/// <summary>
/// The role that a package change requires beyond that of its route: only an admin may reboot, or change the agent and the packages it
/// depends on. Pure.
/// </summary>
internal static class MutationRole
{
    public static AccessRole Required(Mutation mutation) =>
        mutation.Request is ApplyRequest { AllowReboot: true } || Names(mutation.Request).Any(ProtectedPackages.Contains) ? AccessRole.Admin
        : mutation.Request is ApplyRequest apply && (apply.Patches ?? []).Any(ProtectedPackages.IsPatchOfOne) ? AccessRole.Admin
        : AccessRole.Operator;

    private static IEnumerable<string> Names(JobRequest request) => request switch
    {
        InstallRequest install => install.Packages.Select(p => p.Name),
        UpdateRequest update => [update.Package.Name],
        SelfUpdateRequest self => [self.Package.Name],
        RemoveRequest remove => [remove.Package.Name],
        ApplyRequest apply => (apply.Packages ?? []).Select(p => p.Name),
        RollbackRequest rollback => rollback.Undo.Select(c => c.Name),
        _ => [],
    };

    /// <summary>The role that a repetition of the answer requires. The plan is made after the answer, so a change admitted for an admin may
    /// contain what only an admin may change.</summary>
    public static AccessRole ForRepetition(Mutation mutation, AccessRole role) =>
        role >= AccessRole.Admin ? AccessRole.Admin : Required(mutation);

    /// <summary>
    /// Restricts a change to the role: without admin, whatever the simulation adds must leave the agent and the packages it depends on
    /// unchanged.
    /// </summary>
    public static Mutation Within(Mutation mutation, AccessRole role) =>
        role < AccessRole.Admin ? mutation with { Request = mutation.Request with { KeepsVital = true } } : mutation;
}
