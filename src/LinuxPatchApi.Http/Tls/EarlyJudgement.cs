using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Tls;

/// <summary>
/// Judges a client's certificates while the handshake is under way, so that a refusal reaches the client as an alert, and before a chain is built of
/// more certificates than are taken. The framework asks only when the handshake is over, and then closes without a word (docs/decisions/0011). What is
/// let through here is judged by the framework's callback all the same.
/// </summary>
internal sealed class EarlyJudgement(ClientCertificatePolicy clients)
{
    private static readonly AsyncLocal<EarlyJudgement?> Ambient = new();

    /// <summary>That of the handshake which runs in this flow of calls; null outside of one.</summary>
    public static EarlyJudgement? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Accepted until something else was found.</summary>
    public ClientCertificateVerdict Verdict { get; private set; } = ClientCertificateVerdict.Accepted;

    /// <summary>Of the client's certificate; null before it was seen, and when it was accepted.</summary>
    public string? Subject { get; private set; }

    /// <summary>The same of its issuer.</summary>
    public string? Issuer { get; private set; }

    /// <summary>Judges what was sent.</summary>
    /// <param name="leaf">The client's certificate.</param>
    /// <param name="count">Certificates that were sent, its own included.</param>
    /// <param name="above">Reads the others; not called when there are too many.</param>
    public VerifyError Judge(X509Certificate2 leaf, int count, Func<X509Certificate2Collection> above)
    {
        if (count > HttpLimits.ClientListLength)
        {
            Verdict = ClientCertificateVerdict.ChainTooLong;
        }
        else
        {
            // Building a chain is the half of a handshake's cost: a certificate that was good a moment ago is left to the framework alone.
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

    /// <summary>What OpenSSL is told.</summary>
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
