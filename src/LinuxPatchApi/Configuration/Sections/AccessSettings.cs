namespace LinuxPatchApi.Configuration.Sections;

/// <summary>Section <c>access</c>.</summary>
/// <param name="Rules">Null without <c>access.roles</c>: every certificate of the CA is admin.</param>
internal sealed record AccessSettings(IReadOnlyList<RoleRule>? Rules)
{
    /// <summary>The number of patterns, as a clause for people.</summary>
    public string Summary => Rules is null ? "every certificate of the CA is admin"
        : $"roles by {Wire.Counted.Of(Rules.Count, "pattern", "patterns")}";
}

/// <summary>
/// Grants a role to certificates.
/// </summary>
/// <param name="Pattern">
/// Normalised as described for <see cref="CertificatePart"/>; <c>*</c> matches any run of characters within a label or attribute,
/// <c>?</c> exactly one.
/// </param>
internal sealed record RoleRule(AccessRole Role, CertificatePart Part, string Pattern);

/// <summary>The part of a certificate that a pattern must match in full.</summary>
internal enum CertificatePart
{
    /// <summary>The distinguished name as shown in the log (<c>CN=manager, O=Site</c>); case-sensitive.</summary>
    Subject,

    /// <summary>
    /// Any subject alternative name of any kind: DNS name, address, e-mail address or URI; lower case. For old files only: an authority
    /// that may issue names of one kind could match a pattern meant for another.
    /// </summary>
    AlternativeName,

    /// <summary>One DNS name; lower case.</summary>
    DnsName,

    /// <summary>One IP address.</summary>
    Address,

    /// <summary>One e-mail address; lower case.</summary>
    Email,

    /// <summary>One URI; lower case.</summary>
    Uri,

    /// <summary>Bytes of a name that violates the rules of its kind. No pattern names it.</summary>
    Unreadable,

    /// <summary>The serial number in upper-case hexadecimal, without leading zeros and colons.</summary>
    Serial,

    /// <summary>SHA-256 of the certificate in lower-case hexadecimal, without colons.</summary>
    Fingerprint,
}
