namespace LinuxPatchApi.Http.Responses;

/// <summary>Decides whether the connection may serve another request.</summary>
internal interface IKeepAlive
{
    /// <summary>Called when a head is about to be sent; that result is final.</summary>
    bool MayKeepAlive();
}
