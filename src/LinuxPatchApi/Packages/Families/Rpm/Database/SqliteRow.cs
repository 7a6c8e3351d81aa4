using System.Buffers.Binary;

namespace LinuxPatchApi.Packages.Families.Rpm.Database;

/// <summary>The values of one row: a header with the type of each, then the values.</summary>
internal readonly ref struct SqliteRow(ReadOnlySpan<byte> record)
{
    private readonly ReadOnlySpan<byte> _record = record;

    /// <summary>A text or a blob; empty for anything else.</summary>
    public ReadOnlySpan<byte> Text(int column)
    {
        var (type, value) = Column(column, out var bytes);
        return type >= 12 ? SqliteTables.Part(bytes, value, Length(type)) : [];
    }

    /// <summary>An integer; 0 for anything else.</summary>
    public long Number(int column)
    {
        var (type, value) = Column(column, out var bytes);
        if (type is 8 or 9)
        {
            return type - 8;
        }

        if (type is < 1 or > 6)
        {
            return 0;
        }

        Span<byte> eight = stackalloc byte[8];
        var written = SqliteTables.Part(bytes, value, Length(type));
        eight.Fill(written[0] >= 0x80 ? (byte)0xff : (byte)0);
        written.CopyTo(eight[(8 - written.Length)..]);
        return BinaryPrimitives.ReadInt64BigEndian(eight);
    }

    /// <returns>The column's type, and where its value begins; type 0, which is null, for a column that the row has not.</returns>
    private (long Type, int Value) Column(int column, out ReadOnlySpan<byte> bytes)
    {
        bytes = _record;
        var header = _record;
        var length = SqliteTables.Number(ref header);
        var own = _record.Length - header.Length;
        header = SqliteTables.Part(_record, own, (int)Math.Clamp(length - own, -1, int.MaxValue));
        var at = length;
        for (var i = 0; header.Length > 0; i++)
        {
            var type = SqliteTables.Number(ref header);
            if (i == column)
            {
                return (type, (int)Math.Min(at, int.MaxValue));
            }

            at += Length(type);
        }

        return (0, 0);
    }

    private static int Length(long type) => type switch
    {
        < 0 => throw SqliteTables.Damaged(),
        < 5 => (int)type,
        5 => 6,
        6 or 7 => 8,
        < 12 => 0,
        _ => (int)Math.Min((type - 12) / 2, int.MaxValue),
    };
}
