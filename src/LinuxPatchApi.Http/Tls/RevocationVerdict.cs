namespace LinuxPatchApi.Http.Tls;

/// <summary>What the revocation lists say of a chain.</summary>
public enum RevocationVerdict
{
    /// <summary>No certificate of the chain is revoked, or policy lets it pass.</summary>
    Good,

    /// <summary>A certificate of the chain is on its issuer's list.</summary>
    Revoked,

    /// <summary>No usable list, and policy refuses then.</summary>
    Unknown,
}
