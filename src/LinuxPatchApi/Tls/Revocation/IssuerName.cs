using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Compares names of CAs. Some CAs encode their name in a list or a renewed certificate with other string types than before; the text is
/// the same. Which CA a list belongs to is decided by its signature.
/// </summary>
internal static class IssuerName
{
    /// <param name="left">A name in DER.</param>
    /// <param name="right">The other name in DER.</param>
    public static bool AreSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return true;
        }
        try
        {
            var text = new X500DistinguishedName(left).Name;
            return text.Length > 0 && string.Equals(text, new X500DistinguishedName(right).Name, StringComparison.OrdinalIgnoreCase);
        }
        catch (CryptographicException)
        {
            return false; // Not a name.
        }
    }
}
