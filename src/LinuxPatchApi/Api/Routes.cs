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
        Change(AccessRole.Operator, "POST", "/api/v1/system/services/{name}/restart", "restartService", restarts.RestartAsync),
        Read("/api/v1/system/restarts", "listRestarts", restarts.ListAsync),
        Read("/api/v1/system/doctor", "getDoctor", system.DoctorAsync),
        Change(AccessRole.Operator, "POST", "/api/v1/system/repair", "repairPackages", repair.RepairAsync),
        Change(AccessRole.Admin, "POST", "/api/v1/system/reboot", "reboot", reboot.RebootAsync),
        Read("/api/v1/system/reboots", "listReboots", reboot.ListAsync),
        Change(AccessRole.Admin, "DELETE", "/api/v1/system/reboot", "cancelReboot", reboot.CancelAsync),
        Read("/api/v1/packages", "listPackages", packages.ListAsync),
        Read("/api/v1/packages/{name}", "getPackage", packages.DetailAsync),
        Change(AccessRole.Operator, "POST", "/api/v1/packages", "installPackages", changes.InstallAsync),
        Change(AccessRole.Operator, "PUT", "/api/v1/packages/{name}", "updatePackage", changes.UpdateAsync),
        Change(AccessRole.Operator, "DELETE", "/api/v1/packages/{name}", "removePackage", changes.RemoveAsync),
        Read("/api/v1/patches", "listPatches", patches.ListAsync),
        Change(AccessRole.Operator, "POST", "/api/v1/patches/apply", "applyPatches", apply.ApplyAsync),
        Read("/api/v1/jobs", "listJobs", jobs.ListAsync),
        Read("/api/v1/jobs/{id}", "getJob", jobs.DetailAsync),
        Read("/api/v1/jobs/{id}/events", "streamJobEvents", watch.EventsAsync),
        Read("/api/v1/ws/jobs", "jobSocket", watch.SocketAsync),
        Change(AccessRole.Operator, "DELETE", "/api/v1/jobs/{id}", "cancelJob", jobs.CancelAsync),
        Change(AccessRole.Operator, "POST", "/api/v1/jobs/{id}/rollback", "rollbackJob", rollback.RollbackAsync),
        Read("/metrics", "getMetrics", metrics.AnswerAsync),
        Read("/api/v1/openapi.json", "getOpenApi", OpenApiDocument.AnswerAsync),
    ]);

    private static Route<ApiRoute> Vital(string path, string operation, bool isQuick, ApiHandler handler) =>
        new("GET", path, new ApiRoute(operation, ApiRouteKind.Vital, AccessRole.Reader, handler) { IsQuick = isQuick });

    private static Route<ApiRoute> Read(string path, string operation, ApiHandler handler) =>
        new("GET", path, new ApiRoute(operation, ApiRouteKind.Read, AccessRole.Reader, handler));

    private static Route<ApiRoute> Change(AccessRole role, string method, string path, string operation, ApiHandler handler) =>
        new(method, path, new ApiRoute(operation, ApiRouteKind.Change, role, handler));
}
