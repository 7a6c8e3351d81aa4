namespace LinuxPatchApi.Configuration.Sections;

/// <summary>What a missing, expired or invalid revocation list means for clients.</summary>
internal enum CrlPolicy
{
    /// <summary>Clients are served by the last good list, or by none; health is degraded.</summary>
    KeepServing,

    /// <summary>Every client is refused until there is a valid list.</summary>
    Refuse,
}
