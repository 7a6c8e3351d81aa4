namespace LinuxPatchApi.Tls.Revocation;

internal enum ChainVerdict
{
    /// <summary>No certificate of the chain is revoked, as far as the policy wants to know.</summary>
    Good,

    /// <summary>A certificate of the chain is on its issuer's list.</summary>
    Revoked,

    /// <summary>A list that the policy asks for is not there or overdue.</summary>
    Unknown,
}
