using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Caches;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>Checks that every security update can go in.</summary>
internal sealed class BlockedSecurityCheck(UpdateCache patches) : ICheck
{
    public const string Name = "blocked-security";

    public string Id => Name;

    public object? Mark => patches.Latest;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(Judge(patches.Latest));

    /// <param name="known">Null before the first reading.</param>
    public static CheckResult? Judge(UpdatesSnapshot? known) =>
        known is null ? null
        : BlockedSecurity.Problem(known) is { } blocked
            ? CheckResult.Warn(Name, "security updates stay out", blocked, "see 'blocked' in GET /api/v1/patches")
        : CheckResult.Ok(Name, "none");
}
