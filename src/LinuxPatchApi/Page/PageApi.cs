using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.InForce;

namespace LinuxPatchApi.Page;

/// <summary>The page for browsers, and the index for everybody else.</summary>
internal sealed class PageApi(string version, ISnapshots inForce) : IApiRoutes
{
    private const string Html = "text/html; charset=utf-8";

    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Read("/", "getPage", PageAsync),
        ApiRoute.Read("/api/v1", "getIndex", IndexAsync),
    ];

    public ValueTask<ApiAnswer?> PageAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var http = request.Http;
        // RFC 9110 section 12.5.5: a cache must not give the page to a program, nor the index to a browser.
        request.Exchange.Response.SetHeader("Vary", "Accept");
        return inForce.Current.Settings.Ui.Enabled && PagePreference.IsPage(http.Headers.Get("Accept"))
            ? new(Page(http, request.Exchange.Response))
            : IndexAsync(request, cancellationToken);
    }

    public ValueTask<ApiAnswer?> IndexAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var index = new ApiIndex(
            "linux-patch-api",
            version,
            SystemApi.ApiVersion,
            AccessRoles.WireName(request.Role),
            request.Http.Client.Name,
            ApiIndex.LinksOf(inForce.Current.Settings.Ui.Enabled));
        return new(new ApiAnswer.Data(200, index.Write));
    }

    private static ApiAnswer Page(HttpRequest request, HttpResponse response)
    {
        var page = PageDocument.Served;
        page.SetHeaders(response);
        return EntityTags.IsKnown(request.Headers.Get("If-None-Match"), page.EntityTag)
            ? new ApiAnswer.NotModified(page.EntityTag)
            : new ApiAnswer.Raw(Html, PageDocument.Read()) { EntityTag = page.EntityTag };
    }
}
