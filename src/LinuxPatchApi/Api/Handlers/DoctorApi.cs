using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Http.Routing;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>Runs all checks of the host and the agent.</summary>
internal sealed class DoctorApi(CheckTable checks) : IApiRoutes
{
    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Read("/api/v1/system/doctor", "getDoctor", DoctorAsync),
    ];

    public async ValueTask<ApiAnswer?> DoctorAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (new QueryObject(request.Http.Query).Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        var results = await checks.ExamineAsync(cancellationToken);
        return ApiAnswer.Ok(Report(results), ApiJson.Write);
    }

    public static DoctorReport Report(IReadOnlyList<CheckResult> checks) => new(
        CheckResult.WireName(checks.Max(c => c.Status)),
        [.. checks.Select(c => new DoctorCheckDocument(c.Name, CheckResult.WireName(c.Status), c.Seen, c.Problem, c.Remedy))]);
}
