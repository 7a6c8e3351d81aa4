namespace LinuxPatchApi.Configuration.Sections;

/// <summary>What of a certificate a pattern is held against, always the whole of it.</summary>
internal enum CertificatePart
{
    /// <summary>The distinguished name as the log shows it (<c>CN=manager, O=Site</c>); upper and lower case differ.</summary>
    Subject,

    /// <summary>Any one subject alternative name, whatever its kind: DNS name, address, e-mail address or URI; lower case. For old files:
    /// one who may issue names of one kind has the roles of another with it.</summary>
    AlternativeName,

    /// <summary>One DNS name; lower case.</summary>
    DnsName,

    /// <summary>One IP address.</summary>
    Address,

    /// <summary>One e-mail address; lower case.</summary>
    Email,

    /// <summary>One URI; lower case.</summary>
    Uri,

    /// <summary>The serial number; upper-case hexadecimal without leading zeros and colons.</summary>
    Serial,

    /// <summary>SHA-256 of the certificate; lower-case hexadecimal without colons.</summary>
    Fingerprint,
}
