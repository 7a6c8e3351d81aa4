using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Host;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.Http.Routing;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>The state of a service.</summary>
internal sealed class ServicesApi(ServiceStates services) : IApiRoutes
{
    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Read("/api/v1/system/services/{name}", "getService", StatusAsync),
    ];

    public async ValueTask<ApiAnswer?> StatusAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var name = request.Values["name"];
        if (!NameRules.IsService(name))
        {
            return new InputFailure(ApiReason.InvalidServiceName, "name", NameRules.ServiceRule).Answer;
        }

        if (new QueryObject(request.Http.Query).Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        var state = await services.GetAsync(name, cancellationToken);
        if (!state.IsSuccess)
        {
            return state.Failure.Reason is HostFailureReason.NotFound or HostFailureReason.InvalidArgument
                ? NotFound(name)
                : ApiAnswer.Refuse(ApiReason.BackendUnavailable, $"systemd does not answer: {state.Failure.Detail}");
        }

        return state.Value.Unit.LoadState == "not-found"
            ? NotFound(name)
            : ApiAnswer.Ok(
                new Service(
                    state.Value.Unit.Id,
                    state.Value.Unit.Description,
                    state.Value.Unit.ActiveState,
                    state.Value.Unit.SubState,
                    state.Value.Unit.LoadState,
                    state.Value.Unit.UnitFileState is { Length: > 0 } enabled ? enabled : "unknown",
                    state.Value.Unit.MainPid is > 0 and var pid ? pid : null,
                    state.Value.Healthy),
                ApiJson.Write);
    }

    private static ApiAnswer NotFound(string name) => ApiAnswer.Refuse(ApiReason.ServiceNotFound, $"systemd knows no unit {name}");
}
