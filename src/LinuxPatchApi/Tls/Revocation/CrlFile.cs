using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>Reads the revocation list file: DER, or PEM with one list for each CA.</summary>
internal static class CrlFile
{
    private static ReadOnlySpan<byte> Label => "X509 CRL"u8;

    public static CrlState Load(string path, X509Certificate2Collection authorities)
    {
        FileContent content = BoundedFile.Read(path, TlsLimits.MaxCrlBytes);
        if (content.Bytes is { } bytes)
        {
            return Parse(path, bytes, authorities);
        }
        CrlStatus status = content.Problem!.Reason == FileFailure.NotFound ? CrlStatus.Missing : CrlStatus.Invalid;
        return new CrlState(status, content.Problem.ToString(), []);
    }

    /// <summary>The pure part; <paramref name="path"/> is only used as a name in reasons.</summary>
    public static CrlState Parse(string path, byte[] content, X509Certificate2Collection authorities)
    {
        var lists = new List<IssuerRevocations>();
        string? reason = null;
        List<byte[]> blocks = Blocks(content, out bool isDamaged);
        foreach (byte[] der in blocks)
        {
            (IssuerRevocations? list, string? failure) = CrlReader.Read(der, authorities);
            if (list is not null)
            {
                CrlDecision.Add(lists, list);
            }
            reason ??= failure;
        }
        reason ??= isDamaged ? "holds a damaged PEM block"
            : blocks.Count == 0 ? "holds no revocation list (-----BEGIN X509 CRL-----)" : null;
        // A list that is good says who is revoked, whatever stands beside it.
        CrlStatus status = reason is null ? CrlStatus.Valid : lists.Count > 0 ? CrlStatus.Degraded : CrlStatus.Invalid;
        return new CrlState(status, reason is null ? null : $"{path}: {reason}", lists);
    }

    private static List<byte[]> Blocks(byte[] content, out bool isDamaged)
    {
        const byte derSequence = 0x30;
        isDamaged = false;
        if (content.Length > 0 && content[0] == derSequence)
        {
            return [content];
        }
        var blocks = new List<byte[]>();
        ReadOnlySpan<byte> rest = content;
        while (PemEncoding.TryFindUtf8(rest, out PemFields fields) && blocks.Count < TlsLimits.MaxCrlsInFile)
        {
            if (rest[fields.Label].SequenceEqual(Label))
            {
                var der = new byte[fields.DecodedDataLength];
                Base64.DecodeFromUtf8(rest[fields.Base64Data], der, out _, out _);
                blocks.Add(der);
            }
            rest = rest[fields.Location.End..];
        }
        // What begins must have been found whole.
        isDamaged = rest.IndexOf("-----BEGIN X509 CRL-----"u8) >= 0;
        return blocks;
    }
}
