using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>Reads the revocation list file: DER, or PEM with one list for each CA.</summary>
internal static class CrlFile
{
    private const string Label = "X509 CRL";

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
        if (Blocks(content) is not { Count: > 0 } blocks)
        {
            return new CrlState(CrlStatus.Invalid, $"{path}: holds no revocation list (-----BEGIN {Label}-----)", []);
        }
        var lists = new List<IssuerRevocations>();
        foreach (byte[] der in blocks)
        {
            (IssuerRevocations? list, string? failure) = CrlReader.Read(der, authorities);
            if (list is null)
            {
                return new CrlState(CrlStatus.Invalid, $"{path}: {failure}", []);
            }
            lists.Add(list);
        }
        return new CrlState(CrlStatus.Valid, null, lists);
    }

    private static List<byte[]> Blocks(byte[] content)
    {
        const byte derSequence = 0x30;
        if (content.Length > 0 && content[0] == derSequence)
        {
            return [content];
        }
        var blocks = new List<byte[]>();
        ReadOnlySpan<char> rest = Encoding.Latin1.GetString(content);
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            if (rest[fields.Label].SequenceEqual(Label))
            {
                blocks.Add(Convert.FromBase64String(rest[fields.Base64Data].ToString()));
            }
            rest = rest[fields.Location.End..];
        }
        return blocks;
    }
}
