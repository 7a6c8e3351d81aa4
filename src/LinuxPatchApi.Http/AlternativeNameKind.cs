namespace LinuxPatchApi.Http;

/// <summary>Kinds of subject alternative names that are read (RFC 5280 section 4.2.1.6).</summary>
public enum AlternativeNameKind
{
    /// <summary>rfc822Name.</summary>
    Email,

    /// <summary>dNSName.</summary>
    Dns,

    /// <summary>uniformResourceIdentifier.</summary>
    Uri,

    /// <summary>iPAddress.</summary>
    Address,
}
