namespace LinuxPatchApi.Http.Routing;

/// <summary>How a lookup ended.</summary>
public enum RouteMatchKind
{
    /// <summary>A route has this path and method.</summary>
    Found,

    /// <summary>No route has this path: 404.</summary>
    NotFound,

    /// <summary>Routes have this path, none this method: 405 with <see cref="RouteMatch{T}.Allow"/>.</summary>
    MethodNotAllowed,

    /// <summary>OPTIONS on a path that has routes: 204 with <see cref="RouteMatch{T}.Allow"/>.</summary>
    Options,
}
