using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>Facts about the host.</summary>
/// <param name="localPackageManager">The package manager recognised by its database on disk, until PackageKit answers; null when none
/// is.</param>
internal sealed class SystemApi(
    HostFacts host,
    RebootService reboots,
    EngineProbe probe,
    UpdateCache patches,
    JobService jobs,
    InstalledCache installed,
    string? localPackageManager) : IApiRoutes
{
    public const string ApiVersion = "v1";

    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Vital("/api/v1/system/info", "getSystemInfo", InfoAsync, isQuick: false),
    ];

    public async ValueTask<ApiAnswer?> InfoAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (new QueryObject(request.Http.Query).Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        probe.Touch();
        var os = host.OsRelease;
        var backend = probe.Last is { IsSuccess: true } known ? known.Value : null;
        var reasons = reboots.Reasons();
        var clean = await installed.IsCleanAsync(cancellationToken);
        return ApiAnswer.Ok(
            new SystemInfo(
                host.Hostname,
                os.Name,
                os.Version ?? os.Codename ?? "rolling",
                host.Kernel,
                HostFacts.Architecture,
                UtcTime.Of(patches.MetadataRefreshedAt),
                UtcTime.Of(LastApply()),
                reasons.Count > 0,
                reasons,
                backend?.PackageManager ?? localPackageManager ?? "unknown",
                backend?.Name ?? "packagekit",
                host.InitSystem,
                host.Container,
                host.UptimeSeconds,
                ApiVersion,
                clean),
            ApiJson.Write);
    }

    /// <summary>The end of the last job in the history that changed packages; null when there is none.</summary>
    private DateTimeOffset? LastApply() => jobs.Store.All()
        .Where(j => j.HasApplied)
        .Max(j => j.CompletedAt);
}
