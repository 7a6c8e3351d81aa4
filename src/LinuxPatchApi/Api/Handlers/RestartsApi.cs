using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.ServiceRestarts;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>Lists what still runs replaced code, and restarts a service.</summary>
internal sealed class RestartsApi(
    RestartCache cache, IUnits units, Func<IReadOnlyList<string>> deny, HostFacts host, RebootService reboots, JobService jobs) : IApiRoutes
{
    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Change(
            AccessRole.Operator, "POST", "/api/v1/system/services/{name}/restart", "restartService", BodyUse.Optional, RestartAsync),
        ApiRoute.Read("/api/v1/system/restarts", "listRestarts", ListAsync),
    ];

    public async ValueTask<ApiAnswer?> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (new QueryObject(request.Http.Query).Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        var found = await cache.CurrentAsync(cancellationToken);
        var reasons = reboots.Reasons();
        var denied = deny();
        var document = new Contracts.Restarts(
            UtcTime.Of(found.Scan.GeneratedAt),
            found.ByUnit ? "unit" : "agent",
            found.Limitation,
            found.Scan.Processes,
            found.Scan.Unreadable,
            reasons.Count > 0,
            reasons,
            reboots.Notes(),
            host.Container,
            [.. found.Scan.Groups.Select(group => Unit(group, denied))]);
        return new ApiAnswer.Data(200, writer => RestartsWriter.Write(document, writer));
    }

    public async ValueTask<ApiAnswer?> RestartAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var name = request.Values["name"];
        if (!NameRules.IsService(name))
        {
            return new InputFailure(ApiReason.InvalidServiceName, "name", NameRules.ServiceRule).Answer;
        }

        var (body, failure) = await JsonBody.ReadAsync(request.Http, required: false, cancellationToken);
        if (body is null)
        {
            return failure;
        }

        var dryRun = body.Bool("dry_run") ?? false;
        var digest = PlanGate.ReadDigest(body, dryRun);
        if (body.Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        var state = await units.GetAsync(ServiceStates.UnitName(name), cancellationToken);
        if (!state.IsSuccess)
        {
            return state.Failure.Reason is HostFailureReason.NotFound or HostFailureReason.InvalidArgument
                ? ApiAnswer.Refuse(ApiReason.ServiceNotFound, $"systemd knows no unit {name}")
                : ApiAnswer.Refuse(ApiReason.BackendUnavailable, $"systemd does not answer: {state.Failure.Detail}");
        }

        return RestartGuard.Check(state.Value, deny()) is { } obstacle ? Refused(obstacle.Obstacle, obstacle.Why)
            : dryRun ? ApiAnswer.Ok(JobDocumentMapper.Plan(JobOperation.ServiceRestart, Preview(state.Value)), ApiJson.Write)
            : PlanGate.Compare(digest, Preview(state.Value)) is { } changed ? changed
            : Mutations.Admit(jobs, request, JobOperation.ServiceRestart, new ServiceRestartRequest(state.Value.Id));
    }

    /// <summary>A plan without packages; its warning names what would be restarted.</summary>
    private static Plan Preview(UnitState unit)
    {
        var process = unit.MainPid is { } pid ? $", main process {pid}" : "";
        return (Plan.Empty with { Warnings = [$"{unit.Id} would be restarted; it is {unit.ActiveState} ({unit.SubState}){process}"] })
            .StandingOn($"service_restart {unit.Id} {unit.ActiveState}{process}");
    }

    private static ApiAnswer Refused(RestartObstacle obstacle, string why) => obstacle switch
    {
        RestartObstacle.NotFound => ApiAnswer.Refuse(ApiReason.ServiceNotFound, why),
        RestartObstacle.NoService => new InputFailure(ApiReason.InvalidServiceName, "name", why).Answer,
        RestartObstacle.Denied => ApiAnswer.Refuse(ApiReason.ServiceRestartDenied, why),
        _ => ApiAnswer.Refuse(ApiReason.ServiceNotRestartable, why),
    };

    private static RestartUnit Unit(StaleGroup group, IReadOnlyList<string> deny)
    {
        var why = NeededRestarts.WhyNot(group, deny);
        return new RestartUnit(
            group.Unit,
            PlaceKinds.WireName(group.Kind),
            group.Session,
            why is null,
            why,
            group.Packages,
            group.ProcessCount,
            [.. group.Processes.Select(process => new RestartProcess(process.Pid, process.Command))],
            group.FileCount,
            [.. group.Files.Select(file => new RestartFile(file.Path, file.IsDeleted ? "deleted" : "replaced", file.Packages))]);
    }
}
