namespace LinuxPatchApi.Tls.Revocation;

/// <summary>Compares certificate serial numbers by their bytes (big-endian, as DER has them), without making texts of them.</summary>
internal sealed class SerialComparer : IEqualityComparer<ReadOnlyMemory<byte>>
{
    public static readonly SerialComparer Instance = new();

    public bool Equals(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) => left.Span.SequenceEqual(right.Span);

    public int GetHashCode(ReadOnlyMemory<byte> serial)
    {
        var hash = new HashCode();
        hash.AddBytes(serial.Span);
        return hash.ToHashCode();
    }
}
