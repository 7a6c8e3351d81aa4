using System.Formats.Asn1;

namespace LinuxPatchApi.Http.Tls;

/// <summary>
/// The accepted signature algorithms, the same for certificates and revocation lists: a CA whose certificates were accepted but whose lists
/// were not could revoke nothing. Anything new or unknown is refused.
/// </summary>
/// <param name="Scheme">The kind of signature.</param>
/// <param name="Hash">SHA256, SHA384 or SHA512; null when the scheme determines it.</param>
/// <param name="MaskHash">RSA-PSS: hash of the mask function, which may differ; else null.</param>
/// <param name="SaltLength">RSA-PSS: salt length in octets; else 0.</param>
public sealed record SignatureAlgorithm(SignatureScheme Scheme, string? Hash, string? MaskHash = null, int SaltLength = 0)
{
    /// <summary>Identifier of RSA keys restricted to RSA-PSS, and of RSA-PSS signatures.</summary>
    public const string RsaPssIdentifier = "1.2.840.113549.1.1.10";

    /// <summary>Identifier of both Ed25519 keys and signatures.</summary>
    public const string Ed25519Identifier = "1.3.101.112";

    private const string Mgf1 = "1.2.840.113549.1.1.8";

    /// <summary>Default of omitted parameters (RFC 4055 section 3.1).</summary>
    private const string DefaultHash = "SHA1";
    private const int DefaultSaltLength = 20;

    /// <summary>In octets. Origin: larger than the salt of a 16 384-bit key, the longest that OpenSSL verifies with.</summary>
    private const int MaxSaltLength = 2048;

    /// <summary>Reads an algorithm; null when it is not accepted or malformed.</summary>
    /// <param name="identifier">AlgorithmIdentifier in DER (RFC 5280 section 4.1.1.2).</param>
    public static SignatureAlgorithm? Read(ReadOnlyMemory<byte> identifier)
    {
        try
        {
            var outer = new AsnReader(identifier, AsnEncodingRules.DER);
            var sequence = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var name = sequence.ReadObjectIdentifier();
            if (name == RsaPssIdentifier)
            {
                return ReadPss(sequence);
            }
            // No other algorithm has parameters; RSA encodes that as NULL (RFC 4055 section 5), some omit it.
            if (sequence.HasData)
            {
                sequence.ReadNull();
            }
            sequence.ThrowIfNotEmpty();
            return Plain(name);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>Returns the algorithm of a certificate's signature; null when it is not accepted or malformed.</summary>
    /// <param name="certificate">A certificate in DER.</param>
    public static SignatureAlgorithm? OfCertificate(ReadOnlyMemory<byte> certificate)
    {
        try
        {
            var parts = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence();
            parts.ReadEncodedValue();
            return Read(parts.ReadEncodedValue());
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static SignatureAlgorithm? Plain(string name) => name switch
    {
        "1.2.840.10045.4.3.2" => new(SignatureScheme.Ecdsa, "SHA256"),
        "1.2.840.10045.4.3.3" => new(SignatureScheme.Ecdsa, "SHA384"),
        "1.2.840.10045.4.3.4" => new(SignatureScheme.Ecdsa, "SHA512"),
        "1.2.840.113549.1.1.11" => new(SignatureScheme.RsaPkcs1, "SHA256"),
        "1.2.840.113549.1.1.12" => new(SignatureScheme.RsaPkcs1, "SHA384"),
        "1.2.840.113549.1.1.13" => new(SignatureScheme.RsaPkcs1, "SHA512"),
        Ed25519Identifier => new(SignatureScheme.Ed25519, null),
        _ => null,
    };

    private static SignatureAlgorithm? ReadPss(AsnReader sequence)
    {
        var parameters = sequence.ReadSequence();
        sequence.ThrowIfNotEmpty();
        string? hash = DefaultHash, mask = DefaultHash;
        var salt = DefaultSaltLength;
        if (Next(parameters, 0) is { } hashPart)
        {
            hash = HashOf(hashPart.ReadSequence());
        }
        if (Next(parameters, 1) is { } maskPart)
        {
            var generation = maskPart.ReadSequence();
            mask = generation.ReadObjectIdentifier() == Mgf1 ? HashOf(generation.ReadSequence()) : null;
        }
        if (Next(parameters, 2) is { } saltPart && !(saltPart.TryReadInt32(out salt) && salt is >= 0 and <= MaxSaltLength))
        {
            return null;
        }
        // The only trailer field defined is 1, and it is omitted by default.
        if (Next(parameters, 3) is { } trailer && !(trailer.TryReadInt32(out var field) && field == 1))
        {
            return null;
        }
        parameters.ThrowIfNotEmpty();
        // RFC 4055 section 3.1: an omitted hash means SHA-1, which is not accepted. In the mask it does no harm.
        return hash is null or DefaultHash || mask is null ? null : new(SignatureScheme.RsaPss, hash, mask, salt);
    }

    private static AsnReader? Next(AsnReader parameters, int tag)
    {
        var wanted = new Asn1Tag(TagClass.ContextSpecific, tag, isConstructed: true);
        return parameters.HasData && parameters.PeekTag() == wanted ? parameters.ReadSequence(wanted) : null;
    }

    private static string? HashOf(AsnReader algorithm) => algorithm.ReadObjectIdentifier() switch
    {
        "1.3.14.3.2.26" => DefaultHash,
        "2.16.840.1.101.3.4.2.1" => "SHA256",
        "2.16.840.1.101.3.4.2.2" => "SHA384",
        "2.16.840.1.101.3.4.2.3" => "SHA512",
        _ => null,
    };
}

/// <summary>The accepted kinds of signatures.</summary>
public enum SignatureScheme
{
    /// <summary>RFC 5758 section 3.2, with SHA-256, SHA-384 or SHA-512.</summary>
    Ecdsa,

    /// <summary>RFC 4055 section 5, with the same hashes.</summary>
    RsaPkcs1,

    /// <summary>RFC 4055 section 3.1, with the same hashes.</summary>
    RsaPss,

    /// <summary>RFC 8410.</summary>
    Ed25519,
}
