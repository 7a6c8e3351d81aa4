namespace LinuxPatchApi.Cli.Setup;

/// <summary>What to do about the certificates of this host.</summary>
internal enum CertificateAction
{
    /// <summary>They are good; nothing is written.</summary>
    Keep,

    /// <summary>They serve, but not for long or not under every name, and the key of their CA is not at hand.</summary>
    KeepWithWarning,

    /// <summary>There is nothing yet, or it shall be replaced: a CA, unless it is at hand, and a server certificate.</summary>
    Create,

    /// <summary>A new server certificate by the CA that is in force.</summary>
    Reissue,

    /// <summary>Something is there that this command must not replace.</summary>
    Refuse,
}

/// <summary>What is there. Pure facts for the decision.</summary>
/// <param name="HasAuthorities">The file of CA certificates exists.</param>
/// <param name="HasServer">The server certificate or its key exists.</param>
/// <param name="IsUsable">The agent can start with these files.</param>
/// <param name="Missing">How many wanted names the server certificate lacks.</param>
/// <param name="EndsSoon">The server certificate is to be renewed.</param>
/// <param name="HasIssuer">The key of a CA that the file of CA certificates has is at hand.</param>
/// <param name="Force">The operator wants all anew.</param>
internal sealed record CertificateFacts(
    bool HasAuthorities, bool HasServer, bool IsUsable, int Missing, bool EndsSoon, bool HasIssuer, bool Force)
{
    public CertificateAction Decide() => this switch
    {
        { Force: true } or { HasAuthorities: false, HasServer: false } => CertificateAction.Create,
        { IsUsable: true, Missing: 0, EndsSoon: false } => CertificateAction.Keep,
        { IsUsable: true, HasIssuer: true } or { HasAuthorities: true, HasServer: false, HasIssuer: true } => CertificateAction.Reissue,
        { IsUsable: true } => CertificateAction.KeepWithWarning,
        _ => CertificateAction.Refuse,
    };
}
