namespace LinuxPatchApi.Http.Responses;

/// <summary>Value of the Connection field.</summary>
internal enum ConnectionOption
{
    /// <summary>No field: HTTP/1.1 keeps the connection open.</summary>
    None,

    /// <summary>This is the last response.</summary>
    Close,

    /// <summary>The connection stays open, stated for peers whose version closes by default.</summary>
    KeepAlive,
}
