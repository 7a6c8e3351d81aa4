using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Api.Plans;

/// <summary>What a package change needs beyond its route: a reboot and a change of the agent itself are the admin's. Pure.</summary>
internal static class MutationRole
{
    private const string Agent = "linux-patch-api";

    public static AccessRole Needed(Mutation mutation) =>
        mutation.Request is ApplyRequest { AllowReboot: true } || mutation.Packages.Any(IsAgent) ? AccessRole.Admin : AccessRole.Operator;

    /// <summary>What is left of a change for a role that has what it needs: an apply of everything leaves the agent out unless the admin asks.</summary>
    public static Mutation Within(Mutation mutation, AccessRole role) => role < AccessRole.Admin && mutation.Request is ApplyRequest apply
        ? mutation with { Request = apply with { Exclude = [.. apply.Exclude, Agent] } }
        : mutation;

    /// <summary>A name may carry an architecture, and a patch may be named by its package id.</summary>
    private static bool IsAgent(string name) =>
        name.StartsWith(Agent, StringComparison.OrdinalIgnoreCase) && (name.Length == Agent.Length || name[Agent.Length] is ':' or ';');
}
