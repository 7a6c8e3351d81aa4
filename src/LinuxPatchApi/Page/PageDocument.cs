using System.IO.Compression;
using System.Security.Cryptography;
using LinuxPatchApi.Http.Messages;

namespace LinuxPatchApi.Page;

/// <summary>
/// The page as the build packed it out of <c>Browser/</c>. It is the same for every client and every host: what it shows it reads from the
/// API with the rights of the browser's certificate.
/// </summary>
/// <param name="EntityTag">A strong tag: the page has no other form.</param>
/// <param name="Policy">The value of Content-Security-Policy.</param>
internal sealed record PageDocument(string EntityTag, string Policy)
{
    private const string Resource = "page.html.gz";

    /// <summary>Bytes of the hash in the tag. Origin: two builds must not share one by chance; 1 in 2^64 for a pair.</summary>
    private const int TagBytes = 8;

    private static PageDocument? _served;

    /// <summary>Tag and policy of the page that is served.</summary>
    public static PageDocument Served => _served ??= Of(Read());

    /// <summary>Sets the fields that keep other pages out, and this one from doing more than it has to.</summary>
    public void SetHeaders(HttpResponse response)
    {
        response.SetHeader("Content-Security-Policy", Policy);
        response.SetHeader("X-Content-Type-Options", "nosniff");
        response.SetHeader("Referrer-Policy", "no-referrer");
        response.SetHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.SetHeader("Cross-Origin-Resource-Policy", "same-origin");
    }

    /// <summary>Decompresses on every call: the page is requested rarely and need not stay in memory.</summary>
    public static byte[] Read()
    {
        using var stream = typeof(PageDocument).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the build left {Resource} out");
        using var unpacked = new GZipStream(stream, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>
    /// Tag and policy of a page. The policy (CSP level 3) allows the one script and the one style by their hashes, and requests to the
    /// agent itself. <c>require-trusted-types-for</c> makes the browser refuse every text that would be parsed as HTML. Pure.
    /// </summary>
    internal static PageDocument Of(ReadOnlySpan<byte> page) => new(
        $"\"{Convert.ToHexStringLower(SHA256.HashData(page).AsSpan(0, TagBytes))}\"",
        "default-src 'none'; connect-src 'self'; img-src data:; script-src 'sha256-"
            + Hash(page, "<script>"u8, "</script>"u8) + "'; style-src 'sha256-" + Hash(page, "<style>"u8, "</style>"u8)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'");

    private static string Hash(ReadOnlySpan<byte> page, ReadOnlySpan<byte> begin, ReadOnlySpan<byte> end)
    {
        var content = page[(page.IndexOf(begin) + begin.Length)..];
        return Convert.ToBase64String(SHA256.HashData(content[..content.IndexOf(end)]));
    }
}
