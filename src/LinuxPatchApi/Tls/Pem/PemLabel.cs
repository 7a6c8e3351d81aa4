namespace LinuxPatchApi.Tls.Pem;

/// <summary>The known labels and their kinds.</summary>
internal static class PemLabel
{
    public const string RevocationList = "X509 CRL";

    /// <summary>RFC 7468 section 6: rarely used. Parsers may accept it for the label above; OpenSSL does not.</summary>
    public const string LegacyRevocationList = "CRL";

    private const string KeyEnd = "PRIVATE KEY";

    private static readonly (string Label, PemKind Kind)[] Known =
    [
        ("CERTIFICATE", PemKind.Certificate),
        // RFC 7468 section 5.3: synonyms.
        ("X509 CERTIFICATE", PemKind.Certificate),
        ("X.509 CERTIFICATE", PemKind.Certificate),
        ("TRUSTED CERTIFICATE", PemKind.TrustedCertificate),
        (RevocationList, PemKind.RevocationList),
        (LegacyRevocationList, PemKind.RevocationList),
        ("ENCRYPTED PRIVATE KEY", PemKind.EncryptedPrivateKey),
        ("EC PARAMETERS", PemKind.Parameters),
        ("DH PARAMETERS", PemKind.Parameters),
        ("X9.42 DH PARAMETERS", PemKind.Parameters),
        ("DSA PARAMETERS", PemKind.Parameters),
    ];

    public static PemKind KindOf(string label)
    {
        foreach ((var known, var kind) in Known)
        {
            if (known == label)
            {
                return kind;
            }
        }
        return label.EndsWith(KeyEnd, StringComparison.Ordinal) ? PemKind.PrivateKey : PemKind.Other;
    }

    /// <summary>True when the text starts with a known label in any case: a line meant as a boundary that is none.</summary>
    public static bool Begins(ReadOnlySpan<char> text)
    {
        foreach ((var label, _) in Known)
        {
            if (text.StartsWith(label, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return text.Contains(KeyEnd, StringComparison.OrdinalIgnoreCase);
    }
}
