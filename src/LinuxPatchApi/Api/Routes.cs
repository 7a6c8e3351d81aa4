using LinuxPatchApi.Api.OpenApi;
using LinuxPatchApi.Http.Routing;

namespace LinuxPatchApi.Api;

/// <summary>
/// What a subject answers (contract section 4), each route with the least role that may use it: a reader for what only reads, else as it says.
/// The operation ids are those of the OpenAPI document.
/// </summary>
internal interface IApiRoutes
{
    IReadOnlyList<Route<ApiRoute>> Routes { get; }
}

/// <summary>The routes of all subjects, and the document that describes them.</summary>
internal static class Routes
{
    public static RouteTable<ApiRoute> Table(IEnumerable<IApiRoutes> subjects) =>
        new([.. subjects.SelectMany(subject => subject.Routes), ApiRoute.Read("/api/v1/openapi.json", "getOpenApi", OpenApiDocument.AnswerAsync)]);
}
