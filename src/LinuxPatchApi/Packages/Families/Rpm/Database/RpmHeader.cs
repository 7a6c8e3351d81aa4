using System.Buffers.Binary;
using System.Text;

namespace LinuxPatchApi.Packages.Families.Rpm.Database;

/// <summary>
/// The header of an installed package as rpm's database has it: a list of tags with types and offsets, then the values (rpm's
/// documentation, Header format).
/// </summary>
internal readonly ref struct RpmHeader
{
    private const int EntryBytes = 16;

    private readonly ReadOnlySpan<byte> _entries;
    private readonly ReadOnlySpan<byte> _values;

    public RpmHeader(ReadOnlySpan<byte> blob)
    {
        var count = Word(blob, 0);
        var length = Word(blob, 4);
        if (count < 0 || count > blob.Length / EntryBytes)
        {
            throw SqliteTables.Damaged();
        }

        _entries = SqliteTables.Part(blob, 8, count * EntryBytes);
        _values = SqliteTables.Part(blob, 8 + _entries.Length, length);
    }

    /// <summary>The value of that index, as a text; null where the package has none.</summary>
    public string? Text(RpmTag tag, int index = 0)
    {
        var values = Values(tag, out var count);
        if (index < 0 || index >= count)
        {
            return null;
        }

        for (; index > 0; index--)
        {
            values = values[(End(values) + 1)..];
        }

        return Encoding.UTF8.GetString(values[..End(values)]);
    }

    /// <summary>The value of that index, as a number of four bytes; null where the package has none.</summary>
    public int? Number(RpmTag tag, int index)
    {
        var values = Values(tag, out var count);
        return index >= 0 && index < count ? Word(values, checked(index * 4)) : null;
    }

    /// <summary>The value of that index, as a byte; null where the package has none.</summary>
    public byte? Byte(RpmTag tag, int index)
    {
        var values = Values(tag, out var count);
        return index >= 0 && index < count ? SqliteTables.Part(values, index, 1)[0] : null;
    }

    private ReadOnlySpan<byte> Values(RpmTag tag, out int count)
    {
        for (var at = 0; at < _entries.Length; at += EntryBytes)
        {
            if (Word(_entries, at) == (int)tag)
            {
                count = Word(_entries, at + 12);
                var offset = Word(_entries, at + 8);
                return SqliteTables.Part(_values, offset, _values.Length - Math.Max(offset, 0));
            }
        }

        count = 0;
        return [];
    }

    private static int End(ReadOnlySpan<byte> text) => text.IndexOf((byte)0) is var end and >= 0 ? end : throw SqliteTables.Damaged();

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32BigEndian(SqliteTables.Part(bytes, at, 4));
}

/// <summary>Origin: rpmtag.h.</summary>
internal enum RpmTag
{
    Name = 1000,
    FileStates = 1029,
    DirectoryIndexes = 1116,
    BaseNames = 1117,
    DirectoryNames = 1118,
}
