using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Configuration.Validation;

namespace LinuxPatchApi.Access;

/// <summary>
/// The addresses from <paramref name="First"/> to <paramref name="Last"/>, both included, of one family. IPv4 addresses mapped into IPv6
/// (RFC 4291 section 2.5.5.2) count as IPv4, because that is what a dual-stack socket shows for an IPv4 peer.
/// </summary>
internal readonly record struct AddressRange(bool IsIpv6, UInt128 First, UInt128 Last)
{
    private const int MappedPrefixBits = 96;

    public static AddressRange Single(IPAddress address)
    {
        UInt128 value = Value(address, out var isIpv6);
        return new AddressRange(isIpv6, value, value);
    }

    /// <summary>
    /// Reads <c>ADDRESS</c> or <c>ADDRESS/BITS</c>. <paramref name="hasHostBits"/> tells that the address has bits set behind the
    /// prefix (10.0.0.1/8), which means the whole network all the same.
    /// </summary>
    public static bool TryParse(string text, out AddressRange range, out bool hasHostBits)
    {
        range = default;
        hasHostBits = false;
        var slash = text.IndexOf('/');
        if (!StrictAddress.TryParse(slash < 0 ? text : text[..slash], out IPAddress? address))
        {
            return false;
        }
        if (slash < 0)
        {
            range = Single(address);
            return true;
        }
        var width = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        ReadOnlySpan<char> digits = text.AsSpan(slash + 1);
        // The base library takes "8" followed by NULs for 8.
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
        UInt128 value = isIpv6 ? ReadIpv6(address) : Value(address, out _);
        UInt128 hostBits = bits == width ? 0 : (UInt128.One << (width - bits)) - 1;
        if (bits == 0 && isIpv6)
        {
            hostBits = UInt128.MaxValue;
        }
        hasHostBits = (value & hostBits) != 0;
        range = new AddressRange(isIpv6, value & ~hostBits, (value & ~hostBits) | hostBits);
        return true;
    }

    /// <summary>The address as a number, without allocation; scope ids do not count.</summary>
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
