using System.Buffers;
using System.Runtime.InteropServices;

namespace LinuxPatchApi.Http.Messages;

/// <summary>
/// A body being written: pooled pieces, never copied to grow. The first piece reserves room in front for a response head or chunk size, so
/// that a small response needs one write and one TLS record.
/// </summary>
internal sealed class SegmentedBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>Reserved bytes before the first piece's content; one of our heads has about 200.</summary>
    public const int HeadSpace = 512;

    private const int FirstSize = 4 * 1024;
    private const int NextSize = 16 * 1024;
    private Piece _first;
    private List<Piece>? _others;

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Number of pieces.</summary>
    public int PieceCount { get; private set; }

    private ref Piece Last
    {
        get => ref PieceCount == 1 ? ref _first : ref CollectionsMarshal.AsSpan(_others)[^1];
    }

    /// <inheritdoc />
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (PieceCount == 0)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(count, 0);
            return;
        }
        ref var last = ref Last;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, last.Bytes.Length - last.End);
        last.End += count;
        Length += count;
    }

    /// <inheritdoc />
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (PieceCount == 0)
        {
            AddPiece(HeadSpace + sizeHint);
        }
        else if (Last.Bytes.Length - Last.End < Math.Max(sizeHint, 1))
        {
            AddPiece(sizeHint);
        }
        return Last.Bytes.AsMemory(Last.End);
    }

    /// <inheritdoc />
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Returns one piece of the content, without the reserved room.</summary>
    public ReadOnlyMemory<byte> PieceAt(int index)
    {
        var piece = index == 0 ? _first : _others![index - 1];
        return piece.Bytes.AsMemory(piece.Start..piece.End);
    }

    /// <summary>Inserts bytes before the content. False when they exceed the reserved room.</summary>
    public bool TryPrepend(ReadOnlySpan<byte> front)
    {
        if (PieceCount == 0)
        {
            AddPiece(HeadSpace);
        }
        if (_first.Start < front.Length)
        {
            return false;
        }
        _first.Start -= front.Length;
        front.CopyTo(_first.Bytes.AsSpan(_first.Start));
        Length += front.Length;
        return true;
    }

    /// <summary>Drops the content and returns the memory to the pool.</summary>
    public void Clear()
    {
        for (var i = 0; i < PieceCount; i++)
        {
            ArrayPool<byte>.Shared.Return(i == 0 ? _first.Bytes : _others![i - 1].Bytes);
        }
        _first = default;
        _others?.Clear();
        PieceCount = 0;
        Length = 0;
    }

    /// <inheritdoc />
    public void Dispose() => Clear();

    private void AddPiece(int atLeast)
    {
        if (PieceCount++ == 0)
        {
            _first = new Piece(ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, atLeast)), HeadSpace);
            return;
        }
        (_others ??= []).Add(new Piece(ArrayPool<byte>.Shared.Rent(Math.Max(NextSize, atLeast)), 0));
    }

    private struct Piece(byte[] bytes, int start)
    {
        public readonly byte[] Bytes = bytes;
        public int Start = start;
        public int End = start;
    }
}
