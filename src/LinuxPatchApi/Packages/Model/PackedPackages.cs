using System.Buffers.Binary;
using System.Collections;
using System.Text;

namespace LinuxPatchApi.Packages.Model;

/// <summary>
/// Offered packages as bytes in a few large arrays, decoded on access: a complete distribution takes 8 MB, where objects take 20 and each
/// garbage collection visits all of them. Keeps what a list shows of a package.
/// </summary>
/// <param name="most">Packages that it takes; <see cref="IsCut"/> tells whether there were more.</param>
internal sealed class PackedPackages(int most = int.MaxValue) : IReadOnlyList<AvailablePackage>
{
    /// <summary>Bytes of one array. Origin: the collector moves smaller arrays than 85 000 bytes when it compacts.</summary>
    private const int ChunkBytes = 1 << PositionBits;

    /// <summary>Bits of a position within its array; the others number the array.</summary>
    private const int PositionBits = 16;

    /// <summary>Lengths of name, version and summary, architecture, repository, priority and size.</summary>
    private const int HeaderBytes = (6 * sizeof(int)) + sizeof(long);

    private readonly List<byte[]> _chunks = [];
    private readonly List<string?> _texts = [];
    private List<int> _positions = [];
    private int _used = ChunkBytes;

    /// <summary>Number of packages.</summary>
    public int Count => _positions.Count;

    /// <summary>True when there were more packages than it takes.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Decodes a package. Without download size, checksum and source.</summary>
    public AvailablePackage this[int index]
    {
        get
        {
            var record = Record(_positions[index]);
            return new AvailablePackage(
                null,
                Encoding.UTF8.GetString(NameOf(record)),
                _texts[Number(record, 3)]!,
                Encoding.UTF8.GetString(VersionOf(record)),
                _texts[Number(record, 4)],
                Encoding.UTF8.GetString(record.Slice(HeaderBytes + Number(record, 0) + Number(record, 1), Number(record, 2))))
            {
                SizeBytes = Size(record),
                Priority = Number(record, 5),
            };
        }
    }

    public string Name(int index) => Encoding.UTF8.GetString(NameOf(Record(_positions[index])));

    public string Version(int index) => Encoding.UTF8.GetString(VersionOf(Record(_positions[index])));

    public string Architecture(int index) => _texts[Number(Record(_positions[index]), 3)]!;

    public long? SizeBytes(int index) => Size(Record(_positions[index]));

    /// <summary>Adds a package. False when it takes no more.</summary>
    public bool TryAdd(AvailablePackage package)
    {
        if (Count >= most)
        {
            IsCut = true;
            return false;
        }

        var (name, version, summary) = (Bytes(package.Name), Bytes(package.Version), Bytes(package.Summary));
        var record = Reserve(HeaderBytes + name + version + summary);
        ReadOnlySpan<int> numbers = [name, version, summary, TextOf(package.Architecture), TextOf(package.Repository), package.Priority
            ?? 0];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(record[(i * sizeof(int))..], numbers[i]);
        }

        BinaryPrimitives.WriteInt64LittleEndian(record[(numbers.Length * sizeof(int))..], package.SizeBytes ?? -1);
        var texts = record[HeaderBytes..];
        Encoding.UTF8.GetBytes(package.Name, texts);
        Encoding.UTF8.GetBytes(package.Version, texts[name..]);
        Encoding.UTF8.GetBytes(package.Summary, texts[(name + version)..]);
        return true;
    }

    /// <summary>
    /// Sorts by name and architecture, and keeps of the versions of one package that of the highest priority; of several the newest; of
    /// equal ones the first.
    /// </summary>
    /// <param name="versions">The order of versions.</param>
    /// <param name="architecture">Maps architectures whose builds are versions of one package to the same one.</param>
    public void KeepNewest(IComparer<string> versions, Func<string, string> architecture)
    {
        var keys = _texts.ConvertAll(text => text is null ? "" : architecture(text));
        _positions.Sort((x, y) =>
        {
            var order = ByPackage(x, y);
            return order != 0 ? order : ByRank(x, y);
        });
        var kept = new List<int>(_positions.Count);
        foreach (var position in _positions)
        {
            if (kept.Count == 0 || ByPackage(kept[^1], position) != 0)
            {
                kept.Add(position);
            }
        }

        _positions = kept;

        int ByPackage(int x, int y)
        {
            var one = Record(x);
            var other = Record(y);
            var order = NameOf(one).SequenceCompareTo(NameOf(other));
            return order != 0 ? order : string.CompareOrdinal(keys[Number(one, 3)], keys[Number(other, 3)]);
        }

        int ByRank(int x, int y)
        {
            var one = Record(x);
            var other = Record(y);
            var order = Number(other, 5).CompareTo(Number(one, 5));
            order = order != 0 || VersionOf(one).SequenceEqual(VersionOf(other)) ? order
                : versions.Compare(Encoding.UTF8.GetString(VersionOf(other)), Encoding.UTF8.GetString(VersionOf(one)));
            return order != 0 ? order : x.CompareTo(y);
        }
    }

    public IEnumerator<AvailablePackage> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);

    private static int Number(ReadOnlySpan<byte> record, int index) =>
        BinaryPrimitives.ReadInt32LittleEndian(record[(index * sizeof(int))..]);

    private static long? Size(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadInt64LittleEndian(record[(HeaderBytes - sizeof(long))..]) is var size and >= 0 ? size : null;

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> record) => record.Slice(HeaderBytes, Number(record, 0));

    private static ReadOnlySpan<byte> VersionOf(ReadOnlySpan<byte> record) =>
        record.Slice(HeaderBytes + Number(record, 0), Number(record, 1));

    private ReadOnlySpan<byte> Record(int position) =>
        _chunks[position >> PositionBits].AsSpan(position & (ChunkBytes - 1));

    /// <summary>Numbers a text that many packages share.</summary>
    private int TextOf(string? text)
    {
        var index = _texts.IndexOf(text);
        if (index < 0)
        {
            index = _texts.Count;
            _texts.Add(text);
        }

        return index;
    }

    private Span<byte> Reserve(int length)
    {
        if (_chunks.Count == 0 || _chunks[^1].Length - _used < length)
        {
            _chunks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(ChunkBytes, length)));
            _used = 0;
        }

        _positions.Add(((_chunks.Count - 1) << PositionBits) | _used);
        var record = _chunks[^1].AsSpan(_used, length);
        _used += length;
        return record;
    }
}
