namespace LinuxPatchApi.Http;

/// <summary>One request and its answer.</summary>
public sealed class HttpExchange
{
    internal HttpExchange(HttpRequest request, HttpResponse response)
    {
        Request = request;
        Response = response;
    }

    /// <summary>What was asked, and by whom.</summary>
    public HttpRequest Request { get; }

    /// <summary>What is answered.</summary>
    public HttpResponse Response { get; }
}
