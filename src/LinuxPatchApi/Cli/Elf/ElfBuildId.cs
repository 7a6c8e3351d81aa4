using System.Buffers.Binary;

namespace LinuxPatchApi.Cli.Elf;

/// <summary>
/// Reads the GNU build id of a 64-bit little-endian ELF image (elf(5)): the NT_GNU_BUILD_ID note in a PT_NOTE segment, which debuggers
/// and <c>file</c> show too.
/// </summary>
internal static class ElfBuildId
{
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int NoteHeaderSize = 12;
    private const uint NoteSegment = 4;
    private const uint BuildIdNote = 3;

    /// <summary>Program headers read. Origin: linkers write about a dozen; the field allows 65535.</summary>
    private const int MaxProgramHeaders = 128;

    /// <summary>Bytes of one note segment. Origin: notes have a few hundred bytes.</summary>
    private const int MaxNoteSegment = 64 * 1024;

    /// <summary>
    /// Returns the build id in lower-case hexadecimal. Null when the image is not such an ELF file or has no build id.
    /// </summary>
    /// <param name="image">Must be seekable.</param>
    public static string? Read(Stream image)
    {
        var header = new byte[HeaderSize];
        if (!TryRead(image, 0, header) || !header.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8))
        {
            return null;
        }
        var tableOffset = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(32));
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(54));
        var entries = Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(56)), MaxProgramHeaders);
        if (entrySize < ProgramHeaderSize)
        {
            return null;
        }
        var entry = new byte[ProgramHeaderSize];
        for (var i = 0; i < entries; i++)
        {
            if (!TryRead(image, tableOffset + ((ulong)i * (ulong)entrySize), entry))
            {
                return null;
            }
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) == NoteSegment && FromSegment(image, entry) is { } id)
            {
                return id;
            }
        }
        return null;
    }

    /// <summary>
    /// Searches consecutive notes, whose names and contents are padded to <paramref name="alignment"/> bytes. Null when none is a build id.
    /// </summary>
    public static string? FromNotes(ReadOnlySpan<byte> notes, int alignment)
    {
        while (notes.Length >= NoteHeaderSize)
        {
            var nameSize = BinaryPrimitives.ReadUInt32LittleEndian(notes);
            var contentSize = BinaryPrimitives.ReadUInt32LittleEndian(notes[4..]);
            var type = BinaryPrimitives.ReadUInt32LittleEndian(notes[8..]);
            var contentStart = Align(NoteHeaderSize + (ulong)nameSize, alignment);
            var contentEnd = contentStart + contentSize;
            if (contentEnd > (ulong)notes.Length)
            {
                return null;
            }
            if (type == BuildIdNote && contentSize > 0 && notes.Slice(NoteHeaderSize, (int)nameSize).SequenceEqual("GNU\0"u8))
            {
                return Convert.ToHexStringLower(notes[(int)contentStart..(int)contentEnd]);
            }
            notes = notes[(int)Math.Min(Align(contentEnd, alignment), (ulong)notes.Length)..];
        }
        return null;
    }

    private static string? FromSegment(Stream image, ReadOnlySpan<byte> entry)
    {
        var offset = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]);
        var alignment = BinaryPrimitives.ReadUInt64LittleEndian(entry[48..]);
        var notes = new byte[Math.Min(size, MaxNoteSegment)];
        return TryRead(image, offset, notes) ? FromNotes(notes, alignment == 8 ? 8 : 4) : null;
    }

    private static bool TryRead(Stream image, ulong offset, Span<byte> buffer)
    {
        if (offset > (ulong)image.Length)
        {
            return false;
        }
        image.Seek((long)offset, SeekOrigin.Begin);
        return image.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) == buffer.Length;
    }

    private static ulong Align(ulong value, int alignment) => (value + (ulong)alignment - 1) / (ulong)alignment * (ulong)alignment;
}
