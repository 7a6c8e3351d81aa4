namespace LinuxPatchApi.Tls.Revocation.Parsing;

/// <summary>
/// A set of serial numbers that stay in the DER of their list: each costs one index instead of one object. Ignores leading zeros, because
/// libraries differ in whether they include the one that keeps a serial number positive.
/// </summary>
internal sealed class SerialSet
{
    private readonly ReadOnlyMemory<byte> _der;

    /// <summary>Open addressing: offset of a serial number's length octet, 0 for a free slot. A power of two, at most half full.</summary>
    private readonly int[] _slots;

    /// <param name="der">The list.</param>
    /// <param name="offsets">For each serial number the offset in <paramref name="der"/> of its length octet, which is a DER length below
    /// 128. Duplicates are kept once.</param>
    public SerialSet(ReadOnlyMemory<byte> der, List<int> offsets)
    {
        _der = der;
        var size = 4;
        while (size < offsets.Count * 2)
        {
            size *= 2;
        }
        _slots = new int[size];
        foreach (var offset in offsets)
        {
            var slot = Find(At(offset));
            Count += _slots[slot] == 0 ? 1 : 0;
            _slots[slot] = offset;
        }
    }

    public int Count { get; }

    /// <summary>The list in DER.</summary>
    public ReadOnlyMemory<byte> Der => _der;

    /// <summary>True when the other set has every serial number of this one.</summary>
    public bool IsWithin(SerialSet other)
    {
        if (_der.Span.SequenceEqual(other._der.Span))
        {
            return true;
        }
        foreach (var offset in _slots)
        {
            if (offset != 0 && !other.Contains(At(offset)))
            {
                return false;
            }
        }
        return true;
    }

    /// <param name="serial">Big-endian.</param>
    public bool Contains(ReadOnlySpan<byte> serial) => _slots[Find(serial.TrimStart((byte)0))] != 0;

    /// <summary>Returns the slot of this serial number, or the free one where it belongs.</summary>
    private int Find(ReadOnlySpan<byte> serial)
    {
        var hash = new HashCode();
        hash.AddBytes(serial);
        var slot = hash.ToHashCode() & (_slots.Length - 1);
        while (_slots[slot] is var offset && offset != 0 && !At(offset).SequenceEqual(serial))
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }
        return slot;
    }

    private ReadOnlySpan<byte> At(int offset)
    {
        var der = _der.Span;
        return der.Slice(offset + 1, der[offset]).TrimStart((byte)0);
    }
}
