using System.Net;

namespace LinuxPatchApi.Access;

/// <summary>
/// The immutable set of addresses that may connect. Consulted for every connection before its first byte, so a lookup allocates nothing.
/// </summary>
internal sealed class AllowList
{
    /// <summary>Allows no address.</summary>
    public static readonly AllowList Nobody = new([]);

    private readonly AddressRange[] _ipv4;
    private readonly AddressRange[] _ipv6;

    public AllowList(IEnumerable<AddressRange> ranges)
    {
        var families = ranges.ToLookup(range => range.IsIpv6);
        _ipv4 = Merge(families[false]);
        _ipv6 = Merge(families[true]);
    }

    public bool IsEmpty => _ipv4.Length + _ipv6.Length == 0;

    public bool Allows(IPAddress address)
    {
        var value = AddressRange.Value(address, out var isIpv6);
        return Contains(isIpv6 ? _ipv6 : _ipv4, value);
    }

    private static bool Contains(AddressRange[] ranges, UInt128 value)
    {
        var low = 0;
        var high = ranges.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (value < ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (value > ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Sorts the ranges and merges overlaps, which the binary search relies on.</summary>
    private static AddressRange[] Merge(IEnumerable<AddressRange> ranges)
    {
        var merged = new List<AddressRange>();
        foreach (var range in ranges.OrderBy(range => range.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last)
            {
                merged[^1] = merged[^1] with { Last = UInt128.Max(merged[^1].Last, range.Last) };
            }
            else
            {
                merged.Add(range);
            }
        }
        return [.. merged];
    }
}
