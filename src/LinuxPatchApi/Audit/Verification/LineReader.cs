namespace LinuxPatchApi.Audit.Verification;

/// <summary>Reads lines of a stream as bytes. Returns an oversized line in pieces, none of which can be an entry.</summary>
internal sealed class LineReader(Stream stream, int longest)
{
    /// <summary>Initial buffer size; the buffer grows for a longer line. Origin: far more than a usual line.</summary>
    private const int FirstBytes = 64 * 1024;

    private byte[] _buffer = new byte[Math.Min(FirstBytes, longest + 1)];
    private int _start;
    private int _end;

    /// <summary>False when the last line returned had no line feed.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>
    /// Reads the next line, without its line feed. The span is valid until the next call. False at the end of the stream.
    /// </summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest.IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = rest[..length];
                _start += length + 1;
                IsComplete = true;
                return true;
            }

            if (rest.Length > longest || !Fill())
            {
                line = _buffer.AsSpan(_start, _end - _start);
                _start = _end;
                IsComplete &= line.IsEmpty;
                return !line.IsEmpty;
            }
        }
    }

    private bool Fill()
    {
        var rest = _buffer.AsSpan(_start, _end - _start);
        if (rest.Length == _buffer.Length)
        {
            _buffer = new byte[(int)Math.Min(2L * _buffer.Length, longest + 1L)];
        }

        rest.CopyTo(_buffer);
        (_start, _end) = (0, rest.Length);
        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
