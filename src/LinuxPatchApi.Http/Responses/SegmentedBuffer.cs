using System.Buffers;

namespace LinuxPatchApi.Http.Responses;

/// <summary>A body being written: pooled pieces, never copied to grow. The first piece keeps room in front for a response head or chunk
/// size,
/// so that a small answer leaves in one write and one TLS record.</summary>
internal sealed class SegmentedBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>Room before the first byte; a head of ours has about 200 bytes.</summary>
    public const int FrontRoom = 512;

    private const int FirstSize = 4 * 1024;
    private const int NextSize = 16 * 1024;
    private readonly List<Piece> _pieces = [];

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Number of pieces.</summary>
    public int PieceCount => _pieces.Count;

    /// <inheritdoc />
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (_pieces.Count == 0)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(count, 0);
            return;
        }
        var last = _pieces[^1];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, last.Bytes.Length - last.End);
        _pieces[^1] = last with { End = last.End + count };
        Length += count;
    }

    /// <inheritdoc />
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        var last = _pieces.Count == 0 ? AddPiece(FrontRoom + sizeHint) : _pieces[^1];
        if (last.Bytes.Length - last.End < Math.Max(sizeHint, 1))
        {
            last = AddPiece(sizeHint);
        }
        return last.Bytes.AsMemory(last.End);
    }

    /// <inheritdoc />
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>One piece of what was written, without the front room.</summary>
    public ReadOnlyMemory<byte> PieceAt(int index) => _pieces[index].Bytes.AsMemory(_pieces[index].Start.._pieces[index].End);

    /// <summary>Puts bytes before everything written. False when they do not fit in the front room.</summary>
    public bool TryPrepend(ReadOnlySpan<byte> front)
    {
        var first = _pieces.Count == 0 ? AddPiece(FrontRoom) : _pieces[0];
        if (first.Start < front.Length)
        {
            return false;
        }
        front.CopyTo(first.Bytes.AsSpan(first.Start - front.Length));
        _pieces[0] = first with { Start = first.Start - front.Length };
        Length += front.Length;
        return true;
    }

    /// <summary>Drops what was written; the memory goes to the pool.</summary>
    public void Clear()
    {
        foreach (var piece in _pieces)
        {
            ArrayPool<byte>.Shared.Return(piece.Bytes);
        }
        _pieces.Clear();
        Length = 0;
    }

    /// <inheritdoc />
    public void Dispose() => Clear();

    private Piece AddPiece(int atLeast)
    {
        var first = _pieces.Count == 0;
        var start = first ? FrontRoom : 0;
        var piece = new Piece(ArrayPool<byte>.Shared.Rent(Math.Max(first ? FirstSize : NextSize, atLeast)), start, start);
        _pieces.Add(piece);
        return piece;
    }

    private readonly record struct Piece(byte[] Bytes, int Start, int End);
}
