using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Native;

namespace LinuxPatchApi.Http.Tls;

/// <summary>
/// Verifies a client's certificates during the handshake, so that a refusal reaches the client as an alert, and before a chain is built of
/// more certificates than allowed. The framework verifies only after the handshake, and then closes without a reason (docs/decisions/0011).
/// The framework's callback still verifies what is accepted here.
/// </summary>
internal sealed class EarlyJudgement(ClientCertificatePolicy clients) : HandshakeVerifier
{
    /// <summary>Accepted until a check fails.</summary>
    public ClientCertificateVerdict Verdict { get; private set; } = ClientCertificateVerdict.Accepted;

    /// <summary>Subject of the client's certificate; null before it was seen, and when it was accepted.</summary>
    public string? Subject { get; private set; }

    /// <summary>Its issuer, under the same conditions.</summary>
    public string? Issuer { get; private set; }

    /// <inheritdoc />
    public override VerifyError Judge(X509Certificate2 leaf, int count, Func<X509Certificate2Collection> above)
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
