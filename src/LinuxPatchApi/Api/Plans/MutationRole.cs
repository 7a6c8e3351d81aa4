using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Api.Plans;

/// <summary>
/// The role that a package change requires beyond that of its route: only an admin may reboot, or change the agent and the packages it
/// depends on. Pure.
/// </summary>
internal static class MutationRole
{
    public static AccessRole Required(Mutation mutation) =>
        mutation.Request is ApplyRequest { AllowReboot: true } || mutation.Packages.Any(ProtectedPackages.IsMeant)
            ? AccessRole.Admin : AccessRole.Operator;

    /// <summary>
    /// Restricts a change to the role: without admin, whatever the simulation adds must leave the agent and the packages it depends on
    /// unchanged.
    /// </summary>
    public static Mutation Within(Mutation mutation, AccessRole role) =>
        role < AccessRole.Admin ? mutation with { Request = mutation.Request with { KeepsVital = true } } : mutation;
}
