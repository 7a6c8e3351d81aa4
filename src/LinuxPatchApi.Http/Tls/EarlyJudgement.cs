using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Tls;

/// <summary>
/// Verifies a client's certificates during the handshake, so that a refusal reaches the client as an alert, and before a chain is built of
/// more certificates than allowed. The framework verifies only after the handshake, and then closes without a reason (docs/decisions/0011).
/// The framework's callback still verifies what is accepted here.
/// </summary>
internal sealed class EarlyJudgement(ClientCertificatePolicy clients)
{
    private static readonly AsyncLocal<EarlyJudgement?> Ambient = new();

    /// <summary>The judgement of the handshake in the current call flow; null outside one.</summary>
    public static EarlyJudgement? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Accepted until a check fails.</summary>
    public ClientCertificateVerdict Verdict { get; private set; } = ClientCertificateVerdict.Accepted;

    /// <summary>Subject of the client's certificate; null before it was seen, and when it was accepted.</summary>
    public string? Subject { get; private set; }

    /// <summary>Its issuer, under the same conditions.</summary>
    public string? Issuer { get; private set; }

    /// <summary>Verifies the certificates sent.</summary>
    /// <param name="leaf">The client's certificate.</param>
    /// <param name="count">Number of certificates sent, the client's included.</param>
    /// <param name="above">Reads the other certificates; not called when there are too many.</param>
    public VerifyError Judge(X509Certificate2 leaf, int count, Func<X509Certificate2Collection> above)
    {
        if (count > HttpLimits.ClientListLength)
        {
            Verdict = ClientCertificateVerdict.ChainTooLong;
        }
        else
        {
            // Building a chain is half of a handshake's cost: a recently accepted certificate is left to the framework's callback.
            Span<byte> fingerprint = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(leaf.RawDataMemory.Span, fingerprint);
            if (clients.Seen.Contains(fingerprint))
            {
                return VerifyError.None;
            }
            Verdict = clients.Check(leaf, above());
            if (Verdict == ClientCertificateVerdict.Accepted)
            {
                clients.Seen.Add(fingerprint);
                return VerifyError.None;
            }
        }
        Subject = SubjectText.Of(leaf.SubjectName);
        Issuer = SubjectText.Of(leaf.IssuerName);
        return ErrorOf(Verdict);
    }

    /// <summary>Returns the error to set in OpenSSL.</summary>
    public static VerifyError ErrorOf(ClientCertificateVerdict verdict) => verdict switch
    {
        ClientCertificateVerdict.Accepted => VerifyError.None,
        ClientCertificateVerdict.Untrusted => VerifyError.IssuerUnknown,
        ClientCertificateVerdict.SelfSigned => VerifyError.SelfSigned,
        ClientCertificateVerdict.BadSignature => VerifyError.SignatureFailure,
        ClientCertificateVerdict.Expired => VerifyError.Expired,
        ClientCertificateVerdict.NotYetValid => VerifyError.NotYetValid,
        ClientCertificateVerdict.WrongUsage or ClientCertificateVerdict.CertificateAuthority => VerifyError.WrongUsage,
        ClientCertificateVerdict.WeakKey or ClientCertificateVerdict.WeakSignature => VerifyError.Rejected,
        ClientCertificateVerdict.ChainTooLong => VerifyError.ChainTooLong,
        ClientCertificateVerdict.PathTooLong => VerifyError.PathTooLong,
        ClientCertificateVerdict.IssuerNotAuthority => VerifyError.InvalidAuthority,
        ClientCertificateVerdict.Revoked => VerifyError.Revoked,
        _ => VerifyError.NoExplicitPolicy,
    };
}

/// <summary>
/// OpenSSL's error codes for a refused certificate (X509_V_ERR_ of openssl/x509_vfy.h), which determine the alert (RFC 8446 section 6.2)
/// that the client sees. The numbers are the same since 1.0.
/// </summary>
internal enum VerifyError
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Alert decrypt_error.</summary>
    SignatureFailure = 7,

    /// <summary>Alert bad_certificate.</summary>
    NotYetValid = 9,

    /// <summary>Alert certificate_expired.</summary>
    Expired = 10,

    /// <summary>Alert unknown_ca.</summary>
    SelfSigned = 18,

    /// <summary>Alert unknown_ca.</summary>
    IssuerUnknown = 20,

    /// <summary>Alert unknown_ca.</summary>
    ChainTooLong = 22,

    /// <summary>Alert certificate_revoked.</summary>
    Revoked = 23,

    /// <summary>Alert unknown_ca.</summary>
    InvalidAuthority = 24,

    /// <summary>Alert unknown_ca.</summary>
    PathTooLong = 25,

    /// <summary>Alert unsupported_certificate.</summary>
    WrongUsage = 26,

    /// <summary>Alert bad_certificate.</summary>
    Rejected = 28,

    /// <summary>No specific alert: certificate_unknown.</summary>
    NoExplicitPolicy = 43,
}
