namespace LinuxPatchApi.Audit;

/// <summary>What leaves no line of its own, only a count.</summary>
internal enum AuditDrop
{
    /// <summary>A connection closed because its address is not in the allow-list; nothing was sent.</summary>
    AddressDenied,

    /// <summary>A connection closed because of a limit on connections or handshakes; nothing was sent.</summary>
    OverLimit,

    /// <summary>A request answered with 429, after the first one of that client in the minute.</summary>
    RateLimited,

    /// <summary>A read or refusal beyond the share of lines that it has in a minute.</summary>
    Unlogged,
}
