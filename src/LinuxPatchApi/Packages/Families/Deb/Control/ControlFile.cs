using System.Buffers;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Packages.Families.Deb.Control;

/// <summary>Receives the paragraphs of a control file; returns false to stop.</summary>
internal delegate bool ParagraphVisitor(ControlParagraph paragraph);

/// <summary>Reads control files of any length through one buffer: indexes of a whole distribution are 50 MB of text.</summary>
internal static class ControlFile
{
    /// <summary>Origin: large enough that 50 MB take 200 reads, small enough for the shared pool.</summary>
    private const int BufferBytes = 256 * 1024;

    /// <summary>Largest paragraph. Origin: a hundred times the largest in Debian's archive (40 KB).</summary>
    private const int ParagraphBytes = 4 * 1024 * 1024;

    private delegate int ReadAt(Span<byte> buffer, long offset);

    /// <summary>
    /// Throws <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/>, or <see cref="InvalidDataException"/> for a paragraph
    /// that is too large.
    /// </summary>
    public static void Read(string path, ParagraphVisitor visitor, CancellationToken cancellationToken)
    {
        using var handle = RegularFile.Handle(path);
        Read((buffer, offset) => RandomAccess.Read(handle, buffer, offset), path, visitor, cancellationToken);
    }

    /// <summary>As <see cref="Read(string, ParagraphVisitor, CancellationToken)"/>, from a stream.</summary>
    /// <param name="path">For messages.</param>
    public static void Read(Stream content, string path, ParagraphVisitor visitor, CancellationToken cancellationToken) =>
        Read((buffer, _) => content.Read(buffer), path, visitor, cancellationToken);

    private static void Read(ReadAt next, string path, ParagraphVisitor visitor, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long offset = 0;
            var filled = 0;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (filled == buffer.Length)
                {
                    Grow(ref buffer, filled, path);
                }

                var read = next(buffer.AsSpan(filled), offset);
                offset += read;
                filled += read;
                var (consumed, stopped) = Visit(buffer.AsSpan(0, filled), visitor, final: read == 0);
                if (stopped || read == 0)
                {
                    return;
                }

                buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
                filled -= consumed;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Visits every complete paragraph. Returns the bytes consumed and whether the visitor stopped. Pure.</summary>
    public static (int Consumed, bool Stopped) Visit(ReadOnlySpan<byte> text, ParagraphVisitor visitor, bool final)
    {
        var start = 0;
        while (text[start..].IndexOf("\n\n"u8) is var end and >= 0)
        {
            var paragraph = text.Slice(start, end);
            start += end + 2;
            if (!paragraph.Trim((byte)'\n').IsEmpty && !visitor(new ControlParagraph(paragraph.TrimStart((byte)'\n'))))
            {
                return (start, true);
            }
        }

        var rest = text[start..].Trim((byte)'\n');
        if (final && !rest.IsEmpty)
        {
            return (text.Length, !visitor(new ControlParagraph(rest)));
        }

        return (start, false);
    }

    private static void Grow(ref byte[] buffer, int filled, string path)
    {
        if (filled >= ParagraphBytes)
        {
            throw new InvalidDataException($"{path} holds a paragraph of more than {ParagraphBytes} bytes");
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
