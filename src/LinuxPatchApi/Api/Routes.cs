using LinuxPatchApi.Api.OpenApi;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Http.Routing;

namespace LinuxPatchApi.Api;

/// <summary>The routes of all subjects, and that of the document that describes them.</summary>
internal static class Routes
{
    public static RouteTable<ApiRoute> Table(IEnumerable<IApiRoutes> subjects) => new(
    [
        .. subjects.SelectMany(subject => subject.Routes),
        ApiRoute.Read("/api/v1/openapi.json", "getOpenApi", OpenApiDocument.AnswerAsync),
    ]);
}
