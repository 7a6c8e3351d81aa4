using System.Buffers;

namespace LinuxPatchApi.Http.Bodies;

/// <summary>A request body in one pooled piece. Grows with what has arrived, never with what was announced.</summary>
internal sealed class PooledBody : IDisposable
{
    private const int FirstSize = 4 * 1024;
    private byte[] _bytes = [];
    private int _length;

    /// <summary>What was appended.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Copies bytes to the end.</summary>
    public void Append(in ReadOnlySequence<byte> more)
    {
        var length = checked((int)more.Length);
        if (_bytes.Length - _length < length)
        {
            Grow(length);
        }
        more.CopyTo(_bytes.AsSpan(_length));
        _length += length;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _length = 0;
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, Math.Max(_bytes.Length * 2, _length + more)));
        Written.Span.CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
        _bytes = larger;
    }
}
