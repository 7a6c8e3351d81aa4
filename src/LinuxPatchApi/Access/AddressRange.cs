using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Configuration.Validation;

namespace LinuxPatchApi.Access;

/// <summary>
/// The addresses of one family from <paramref name="First"/> to <paramref name="Last"/>, both included. IPv4-mapped IPv6 addresses
/// (RFC 4291 section 2.5.5.2) count as IPv4, because a dual-stack socket reports an IPv4 peer that way.
/// </summary>
internal readonly record struct AddressRange(bool IsIpv6, UInt128 First, UInt128 Last)
{
    private const int MappedPrefixBits = 96;

    public static AddressRange Single(IPAddress address)
    {
        var value = Value(address, out var isIpv6);
        return new AddressRange(isIpv6, value, value);
    }

    /// <summary>
    /// Reads <c>ADDRESS</c> or <c>ADDRESS/BITS</c>. <paramref name="hasHostBits"/> is true when the address has bits set after the
    /// prefix (10.0.0.1/8); the range is the whole network nevertheless.
    /// </summary>
    public static bool TryParse(string text, out AddressRange range, out bool hasHostBits)
    {
        range = default;
        hasHostBits = false;
        var slash = text.IndexOf('/');
        if (!StrictAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
        {
            return false;
        }
        if (slash < 0)
        {
            range = Single(address);
            return true;
        }
        var width = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        var digits = text.AsSpan(slash + 1);
        // byte.TryParse accepts trailing NULs.
        if (digits.ContainsAnyExceptInRange('0', '9')
            || !byte.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) || bits > width)
        {
            return false;
        }
        if (address.IsIPv4MappedToIPv6 && bits >= MappedPrefixBits)
        {
            (width, bits) = (32, (byte)(bits - MappedPrefixBits));
        }
        var isIpv6 = width == 128;
        var value = isIpv6 ? ReadIpv6(address) : Value(address, out _);
        var hostBits = bits == width ? 0 : (UInt128.One << (width - bits)) - 1;
        if (bits == 0 && isIpv6)
        {
            hostBits = UInt128.MaxValue;
        }
        hasHostBits = (value & hostBits) != 0;
        range = new AddressRange(isIpv6, value & ~hostBits, (value & ~hostBits) | hostBits);
        return true;
    }

    /// <summary>Returns the address as a number, ignoring the scope id. Allocates nothing.</summary>
    public static UInt128 Value(IPAddress address, out bool isIpv6)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        isIpv6 = length == 16 && !address.IsIPv4MappedToIPv6;
        return isIpv6
            ? BinaryPrimitives.ReadUInt128BigEndian(bytes)
            : BinaryPrimitives.ReadUInt32BigEndian(length == 16 ? bytes[12..] : bytes);
    }

    private static UInt128 ReadIpv6(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
