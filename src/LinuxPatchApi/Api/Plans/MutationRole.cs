using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Api.Plans;

/// <summary>What a package change needs beyond its route: a reboot and a change of the agent itself are the admin's. Pure.</summary>
internal static class MutationRole
{
    private const string Agent = "linux-patch-api";

    public static AccessRole Needed(Mutation mutation) =>
        mutation.Request is ApplyRequest { AllowReboot: true } || mutation.Packages.Any(IsAgent) ? AccessRole.Admin : AccessRole.Operator;

    /// <summary>A name may carry an architecture, and a patch may be named by its package id.</summary>
    private static bool IsAgent(string name) =>
        name.StartsWith(Agent, StringComparison.OrdinalIgnoreCase) && (name.Length == Agent.Length || name[Agent.Length] is ':' or ';');
}
