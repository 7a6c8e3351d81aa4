using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Compares names of CAs. Some encode their name in the list, or in a renewed certificate, with other string types than before; the text is
/// the same then. Whose a list is, is for the signature to say.
/// </summary>
internal static class IssuerName
{
    /// <param name="left">A name in DER.</param>
    /// <param name="right">Another.</param>
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
            return false; // No name at all.
        }
    }
}
