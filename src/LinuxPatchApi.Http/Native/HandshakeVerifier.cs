using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Native;

/// <summary>Verifies a client's certificates while OpenSSL waits for the verdict in the middle of a handshake.</summary>
internal abstract class HandshakeVerifier
{
    private static readonly AsyncLocal<HandshakeVerifier?> Ambient = new();

    /// <summary>The verifier of the handshake in the current call flow; null outside one.</summary>
    public static HandshakeVerifier? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Verifies the certificates sent.</summary>
    /// <param name="leaf">The client's certificate.</param>
    /// <param name="count">Number of certificates sent, the client's included.</param>
    /// <param name="above">Reads the other certificates; not called when there are too many.</param>
    public abstract VerifyError Judge(X509Certificate2 leaf, int count, Func<X509Certificate2Collection> above);
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
