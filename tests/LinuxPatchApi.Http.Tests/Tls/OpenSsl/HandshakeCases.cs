using LinuxPatchApi.Http.Tls;
using static LinuxPatchApi.Http.Tls.HandshakeFailureReason;

namespace LinuxPatchApi.Http.Tests.Tls.OpenSsl;

/// <summary>The table of handshakes: what each client does, and the reason it is refused for, if any.</summary>
public static class HandshakeCases
{
    private static readonly HandshakeCase[] Arrangements =
    [
        new("no certificate", NoCertificate, null),
        new("signature by another key than the certificate's", KeyNotProved, "good", "-key unprovable.key"),
        new("whole chain, root included", null, "of-ca-1", "-cert_chain ca-1.and-root"),
        new("own certificate twice", null, "good", "-cert_chain good.pem"),
        new("certificates that have nothing to do with it", null, "good", "-cert_chain other-root.pem"),
        new("intermediate left out", Untrusted, "of-ca-1", "-cert_chain other-root.pem"),
        new("more certificates than a handshake may carry", Malformed, "good", "-cert_chain many.pem"),

        new("TLS 1.2 only", ProtocolVersion, "good", "-tls1_2"),
        new("TLS 1.1 only", ProtocolVersion, "good", "-tls1_1"),
        new("TLS 1.0 only", ProtocolVersion, "good", "-tls1"),
        new("TLS 1.2 only without a certificate", ProtocolVersion, null, "-tls1_2"),

        new("ALPN http/1.1", null, "good", "-alpn http/1.1"),
        new("ALPN h2 and http/1.1", null, "good", "-alpn h2,http/1.1"),
        new("ALPN h2 only", ApplicationProtocol, "good", "-alpn h2"),
        new("ALPN http/1.0 only", null, "good", "-alpn http/1.0"),
        new("ALPN http/1.1x only", ApplicationProtocol, "good", "-alpn http/1.1x"),

        new("only AES-128-GCM", null, "good", "-ciphersuites TLS_AES_128_GCM_SHA256"),
        new("only ChaCha20-Poly1305", null, "good", "-ciphersuites TLS_CHACHA20_POLY1305_SHA256"),
        new("only a cipher suite with a tag of 8 bytes", NothingInCommon, "good", "-ciphersuites TLS_AES_128_CCM_8_SHA256"),
        new("only X448", null, "good", "-groups X448"),
        new("first key share not wanted, then P-256", null, "good", "-groups P-521:P-256"),
        new("RSA-PSS for our signature only", NothingInCommon, "good", "-sigalgs rsa_pss_rsae_sha256"),
        new("SHA-1 for our signature only", NothingInCommon, "good", "-sigalgs ECDSA+SHA1"),

        new("name of another host", null, "good", "-servername other.example"),
        new("extension that is not known here", null, "good", "-serverinfo 65000"),
        new("request for a stapled status", null, "good", "-status"),
        new("records of 512 bytes", null, "good", "-max_send_frag 512"),
        new("maximum fragment length of 512", null, "good", "-maxfraglen 512"),
        new("without compatibility records", null, "good", "-no_middlebox"),
    ];

    /// <summary>By name: those above, and each certificate of <see cref="ClientVerdicts"/>.</summary>
    internal static readonly IReadOnlyDictionary<string, HandshakeCase> All = Arrangements
        .Concat(ClientVerdicts.All.Select(row => new HandshakeCase("certificate " + row.Name, ReasonOf(row.Name, row.Verdict), row.Name)))
        .ToDictionary(one => one.Name);

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>TLS 1.3 has no signature for these keys (RFC 8446 section 4.2.3), so openssl sends none of their certificates.</summary>
    private static HandshakeFailureReason? ReasonOf(string name, ClientCertificateVerdict verdict) =>
        name is "p-224" or "secp256k1" or "brainpool" ? NoCertificate
        : verdict == ClientCertificateVerdict.Accepted ? null
        : HandshakeFailure.From(verdict);
}
