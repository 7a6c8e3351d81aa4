using LinuxPatchApi.Http.Routing;

namespace LinuxPatchApi.Api.Routing;

/// <summary>
/// The routes of one subject (contract section 4), each with the lowest role that may use it. The operation ids are those of the OpenAPI
/// document.
/// </summary>
internal interface IApiRoutes
{
    IReadOnlyList<Route<ApiRoute>> Routes { get; }
}
