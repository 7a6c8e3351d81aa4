using System.Buffers.Binary;
using System.Globalization;

namespace LinuxPatchApi.Tls.Revocation.Parsing;

/// <summary>
/// A CRL number (RFC 5280 section 5.2.3). It may have 20 octets, so it is stored and compared as unsigned big-endian bytes.
/// </summary>
internal sealed class CrlNumber
{
    private readonly byte[] _octets;

    /// <param name="octets">Big-endian; leading zeros are dropped.</param>
    public CrlNumber(ReadOnlySpan<byte> octets) => _octets = octets.TrimStart((byte)0).ToArray();

    public static CrlNumber Of(ulong number)
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(octets, number);
        return new CrlNumber(octets);
    }

    /// <summary>Returns a negative number, zero or a positive number when <paramref name="left"/> is lower, equal or higher.</summary>
    public static int Compare(CrlNumber left, CrlNumber right)
    {
        var byLength = left._octets.Length - right._octets.Length;
        return byLength != 0 ? byLength : left._octets.AsSpan().SequenceCompareTo(right._octets);
    }

    /// <summary>Decimal up to eight octets, else hexadecimal.</summary>
    public override string ToString()
    {
        if (_octets.Length > sizeof(ulong))
        {
            return "0x" + Convert.ToHexString(_octets);
        }
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        octets.Clear();
        _octets.CopyTo(octets[(sizeof(ulong) - _octets.Length)..]);
        return BinaryPrimitives.ReadUInt64BigEndian(octets).ToString(CultureInfo.InvariantCulture);
    }
}
