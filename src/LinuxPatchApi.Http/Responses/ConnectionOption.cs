namespace LinuxPatchApi.Http.Responses;

/// <summary>What the Connection field says.</summary>
internal enum ConnectionOption
{
    /// <summary>Field left out: HTTP/1.1 stays open.</summary>
    None,

    /// <summary>This is the last response.</summary>
    Close,

    /// <summary>Stays open, told to a peer whose version closes by default.</summary>
    KeepAlive,
}
