using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Api.OpenApi;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Routing;

namespace LinuxPatchApi.Api;

/// <summary>
/// Every route (contract section 4) with the least role that may use it: a reader for what only reads, else as it says. The operation ids
/// are those of the OpenAPI document.
/// </summary>
internal static class Routes
{
    public static RouteTable<ApiRoute> Table(
        HealthApi health,
        SystemApi system,
        ServicesApi services,
        RestartsApi restarts,
        RebootApi reboot,
        PackagesApi packages,
        PackageChangesApi changes,
        PatchesApi patches,
        ApplyApi apply,
        JobsApi jobs,
        RollbackApi rollback,
        RepairApi repair,
        WatchApi watch,
        MetricsApi metrics) => new(
    [
        Vital("/health", "getHealth", isQuick: true, health.HealthAsync),
        Vital("/api/v1/health", "getHealthV1", isQuick: true, health.HealthAsync),
        Vital("/api/v1/system/info", "getSystemInfo", isQuick: false, system.InfoAsync),
        Read("/api/v1/system/services/{name}", "getService", services.StatusAsync),
        Change(AccessRole.Operator, "POST", "/api/v1/system/services/{name}/restart", "restartService", BodyUse.Optional, restarts.RestartAsync),
        Read("/api/v1/system/restarts", "listRestarts", restarts.ListAsync),
        Read("/api/v1/system/doctor", "getDoctor", system.DoctorAsync),
        Change(AccessRole.Operator, "POST", "/api/v1/system/repair", "repairPackages", BodyUse.Optional, repair.RepairAsync),
        Change(AccessRole.Admin, "POST", "/api/v1/system/reboot", "reboot", BodyUse.Optional, reboot.RebootAsync),
        Read("/api/v1/system/reboots", "listReboots", reboot.ListAsync, "limit", "offset"),
        Change(AccessRole.Admin, "DELETE", "/api/v1/system/reboot", "cancelReboot", BodyUse.None, reboot.CancelAsync),
        Read("/api/v1/packages", "listPackages", packages.ListAsync, "name", "status", "upgradable", "sort", "order", "limit", "offset", "max_age"),
        Read("/api/v1/packages/{name}", "getPackage", packages.DetailAsync),
        Change(AccessRole.Operator, "POST", "/api/v1/packages", "installPackages", BodyUse.Required, changes.InstallAsync),
        Change(AccessRole.Operator, "PUT", "/api/v1/packages/{name}", "updatePackage", BodyUse.Optional, changes.UpdateAsync),
        Change(AccessRole.Operator, "DELETE", "/api/v1/packages/{name}", "removePackage", BodyUse.None, changes.RemoveAsync,
            "purge", "force", "autoremove", "dry_run", "plan_digest"),
        Read("/api/v1/patches", "listPatches", patches.ListAsync, "severity", "security", "name", "sort", "order", "limit", "offset", "max_age"),
        Change(AccessRole.Operator, "POST", "/api/v1/patches/apply", "applyPatches", BodyUse.Required, apply.ApplyAsync),
        Read("/api/v1/jobs", "listJobs", jobs.ListAsync, "status", "operation", "sort", "order", "limit", "offset"),
        Read("/api/v1/jobs/{id}", "getJob", jobs.DetailAsync, "wait"),
        Watch("/api/v1/jobs/{id}/events", "streamJobEvents", watch.EventsAsync, "after"),
        Watch("/api/v1/ws/jobs", "jobSocket", watch.SocketAsync),
        Change(AccessRole.Operator, "DELETE", "/api/v1/jobs/{id}", "cancelJob", BodyUse.None, jobs.CancelAsync),
        Change(AccessRole.Operator, "POST", "/api/v1/jobs/{id}/rollback", "rollbackJob", BodyUse.Optional, rollback.RollbackAsync),
        Read("/metrics", "getMetrics", metrics.AnswerAsync),
        Read("/api/v1/openapi.json", "getOpenApi", OpenApiDocument.AnswerAsync),
    ]);

    private static Route<ApiRoute> Vital(string path, string operation, bool isQuick, ApiHandler handler) => new(
        "GET", path, new ApiRoute(operation, ApiRouteKind.Vital, AccessRole.Reader, handler) { Body = BodyUse.None, Query = [], IsQuick = isQuick });

    /// <param name="query">The query parameters that the handler reads.</param>
    private static Route<ApiRoute> Read(string path, string operation, ApiHandler handler, params string[] query) =>
        new("GET", path, new ApiRoute(operation, ApiRouteKind.Read, AccessRole.Reader, handler) { Body = BodyUse.None, Query = query });

    /// <param name="query">The query parameters that the handler reads.</param>
    private static Route<ApiRoute> Watch(string path, string operation, ApiHandler handler, params string[] query) => new(
        "GET", path, new ApiRoute(operation, ApiRouteKind.Read, AccessRole.Reader, handler) { Body = BodyUse.None, Query = query, IsWatch = true });

    /// <param name="query">The query parameters that the handler reads.</param>
    private static Route<ApiRoute> Change(
        AccessRole role, string method, string path, string operation, BodyUse body, ApiHandler handler, params string[] query) =>
        new(method, path, new ApiRoute(operation, ApiRouteKind.Change, role, handler) { Body = body, Query = query });
}
