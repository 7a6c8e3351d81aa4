namespace LinuxPatchApi.Http.Responses;

/// <summary>Knows whether the connection may serve another request.</summary>
internal interface IKeepAlive
{
    /// <summary>Asked when a head is about to be sent; what was told then holds.</summary>
    bool MayKeepAlive();
}
