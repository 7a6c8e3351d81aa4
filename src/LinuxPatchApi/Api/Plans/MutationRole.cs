using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Api.Plans;

/// <summary>What a package change needs beyond its route: a reboot and a change of the agent or of what it stands on are the admin's. Pure.</summary>
internal static class MutationRole
{
    public static AccessRole Needed(Mutation mutation) =>
        mutation.Request is ApplyRequest { AllowReboot: true } || Names(mutation.Request).Any(ProtectedPackages.Contains) ? AccessRole.Admin
        : mutation.Request is ApplyRequest apply && (apply.Patches ?? []).Any(ProtectedPackages.IsPatchOfOne) ? AccessRole.Admin
        : AccessRole.Operator;

    private static IEnumerable<string> Names(JobRequest request) => request switch
    {
        InstallRequest install => install.Packages.Select(p => p.Name),
        UpdateRequest update => [update.Package.Name],
        RemoveRequest remove => [remove.Package.Name],
        ApplyRequest apply => (apply.Packages ?? []).Select(p => p.Name),
        RollbackRequest rollback => rollback.Undo.Select(c => c.Name),
        _ => [],
    };

    /// <summary>The role that a repeat of the answer needs: what an admin was let do may hold what only an admin may, for the plan comes after the
    /// answer.</summary>
    public static AccessRole Kept(Mutation mutation, AccessRole role) => role >= AccessRole.Admin ? AccessRole.Admin : Needed(mutation);

    /// <summary>What is left of a change for a role that has what it needs: whatever the simulation adds to it, the agent and what it stands on
    /// stay as they are unless the admin asks.</summary>
    public static Mutation Within(Mutation mutation, AccessRole role) =>
        role < AccessRole.Admin ? mutation with { Request = mutation.Request with { KeepsVital = true } } : mutation;
}
