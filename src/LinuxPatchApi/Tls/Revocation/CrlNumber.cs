using System.Buffers.Binary;
using System.Globalization;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>A CRL number (RFC 5280 section 5.2.3): up to 20 octets, so it is kept and compared as bytes, unsigned and big-endian.</summary>
internal sealed class CrlNumber
{
    private readonly byte[] _octets;

    /// <param name="octets">Leading zeros mean nothing.</param>
    public CrlNumber(ReadOnlySpan<byte> octets) => _octets = octets.TrimStart((byte)0).ToArray();

    public static CrlNumber Of(ulong number)
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(octets, number);
        return new CrlNumber(octets);
    }

    /// <summary>Below, at or above zero, as <paramref name="left"/> is lower, equal or higher.</summary>
    public static int Compare(CrlNumber left, CrlNumber right)
    {
        var byLength = left._octets.Length - right._octets.Length;
        return byLength != 0 ? byLength : left._octets.AsSpan().SequenceCompareTo(right._octets);
    }

    /// <summary>Decimal as long as that is legible, else hexadecimal.</summary>
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
