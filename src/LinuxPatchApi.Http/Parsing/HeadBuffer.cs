using System.Buffers;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>
/// Contiguous storage for the bytes of one request head. Rented while a head is parsed or in use, released between requests.
/// </summary>
internal sealed class HeadBuffer
{
    private const int FirstSize = 1024;
    private byte[] _bytes = [];
    private int _length;

    /// <summary>The bytes appended since the last <see cref="Release"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>
    /// Appends a line and returns it contiguously; <paramref name="start"/> is its offset. The span is valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Append(in ReadOnlySequence<byte> line, out int start)
    {
        start = _length;
        var length = checked((int)line.Length);
        if (_bytes.Length - _length < length)
        {
            Grow(length);
        }
        line.CopyTo(_bytes.AsSpan(_length));
        _length += length;
        return _bytes.AsSpan(start, length);
    }

    /// <summary>Clears the bytes and returns the memory to the pool.</summary>
    public void Release()
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
        Written.CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
        _bytes = larger;
    }
}
