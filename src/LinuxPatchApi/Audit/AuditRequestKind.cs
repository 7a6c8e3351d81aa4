namespace LinuxPatchApi.Audit;

/// <summary>What a request wanted, as far as its line in the audit log depends on it.</summary>
internal enum AuditRequestKind
{
    /// <summary>The head could not be read, so nobody knows.</summary>
    Unknown,

    /// <summary>Health and system info, which have no rate limit.</summary>
    Health,

    /// <summary>Any other read.</summary>
    Read,

    /// <summary>A change.</summary>
    Change,
}
