using System.Security.Cryptography;
using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Files.Directories;

namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>The RSA keys that apk trusts: they never expire, so whether each can be read is all there is to know.</summary>
internal static class ApkKeys
{
    /// <summary>Origin: Alpine's package of keys has some twenty.</summary>
    private const int MostKeys = 256;

    /// <summary>Origin: a key of 16384 bits has 3 KB.</summary>
    private const int KeyBytes = 64 * 1024;

    public static IReadOnlyList<NamedKey> Read(string root)
    {
        var folder = Path.Combine(root, "etc/apk/keys");
        try
        {
            return BoundedFolder.Files(folder, MostKeys, "*.rsa.pub") is { } files
                ? [.. files.Order(StringComparer.Ordinal).Select(f => new NamedKey(f, new RepositoryKey(null, null, Problem(f))))]
                : [new NamedKey(folder, new RepositoryKey(null, null, $"there are more than {MostKeys}"))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [new NamedKey(folder, new RepositoryKey(null, null, SystemErrorText.Of(e)))];
        }
    }

    private static string? Problem(string file)
    {
        var (bytes, problem) = BoundedFile.Read(file, KeyBytes);
        return bytes is null ? problem!.ToString() : IsRsa(Encoding.Latin1.GetString(bytes)) ? null : "it is no RSA key in PEM";
    }

    /// <summary>Text around the key is ignored, as apk does.</summary>
    private static bool IsRsa(string text)
    {
        try
        {
            if (!PemEncoding.TryFind(text, out var fields) || !text.AsSpan()[fields.Label].SequenceEqual("PUBLIC KEY"))
            {
                return false;
            }

            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text[fields.Base64Data]), out _);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return false;
        }
    }
}
