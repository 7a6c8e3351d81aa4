namespace LinuxPatchApi.Configuration.Sections;

/// <summary>What of a certificate a pattern is held against, always the whole of it.</summary>
internal enum CertificatePart
{
    /// <summary>The distinguished name as the log shows it (<c>CN=manager, O=Site</c>); upper and lower case differ.</summary>
    Subject,

    /// <summary>Any one subject alternative name: DNS name, address, e-mail address or URI; lower case.</summary>
    AlternativeName,

    /// <summary>The serial number; upper-case hexadecimal without leading zeros and colons.</summary>
    Serial,

    /// <summary>SHA-256 of the certificate; lower-case hexadecimal without colons.</summary>
    Fingerprint,
}
