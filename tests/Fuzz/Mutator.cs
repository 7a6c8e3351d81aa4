namespace LinuxPatchApi.Fuzz;

/// <summary>Changes inputs, the same way for the same seed.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus)
{
    private static readonly byte[] Telling =
    [
        0, 1, 2, 7, 9, 10, 13, 32, 34, 37, 45, 46, 47, 48, 58, 59, 92, 97, 123, 125, 127, 128, 192, 224, 240, 254, 255,
    ];

    private readonly Random _random = new(seed);

    /// <summary>One input a few changes away from one or two of the corpus.</summary>
    public byte[] Next()
    {
        var bytes = corpus[_random.Next(corpus.Count)].ToList();
        for (var changes = _random.Next(1, 6); changes > 0; changes--)
        {
            Change(bytes);
        }
        return [.. bytes.Take(FuzzTarget.MaxBytes)];
    }

    private void Change(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        var there = at < bytes.Count;
        switch (_random.Next(8))
        {
            case 0 when there:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 1 when there:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 2 when there:
                bytes.RemoveRange(at, Math.Min(_random.Next(1, 20), bytes.Count - at));
                break;
            case 3:
                var other = corpus[_random.Next(corpus.Count)];
                var from = _random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(_random.Next(64), other.Length - from)));
                break;
            case 4:
                var own = bytes.GetRange(at, Math.Min(_random.Next(64), bytes.Count - at));
                bytes.InsertRange(_random.Next(bytes.Count + 1), own);
                break;
            case 5 when bytes.Count - at >= 4:
                BitConverter.TryWriteBytes(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes)[at..], Number());
                break;
            default:
                bytes.Insert(at, Telling[_random.Next(Telling.Length)]);
                break;
        }
    }

    private int Number() => _random.Next(4) switch
    {
        0 => int.MaxValue - _random.Next(3),
        1 => -_random.Next(3),
        2 => _random.Next(64),
        _ => 1 << _random.Next(31),
    };
}
