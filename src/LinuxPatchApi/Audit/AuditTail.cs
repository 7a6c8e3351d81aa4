namespace LinuxPatchApi.Audit;

/// <summary>The last entry of a file, and what follows it.</summary>
/// <param name="torn">The lines after it that are not entries; null when there are none.</param>
internal sealed class AuditTail(AuditChain chain, TornLines? torn)
{
    public AuditChain Chain => chain;

    public TornLines? Torn => torn;

    /// <summary>Finds the last entry. Null when the file has none. Also finds an entry before a long line.</summary>
    public static AuditTail? Read(FileStream file)
    {
        for (var most = AuditLimits.TailBytes; ; most *= 4)
        {
            if (Of(Bytes(file, most)) is { } tail)
            {
                return tail;
            }

            if (most >= file.Length || most >= AuditLimits.MostTailBytes)
            {
                return null;
            }
        }
    }

    /// <summary>Reads the last bytes of a file. They may start in the middle of a line.</summary>
    public static byte[] Bytes(FileStream file, int most = AuditLimits.TailBytes)
    {
        var from = Math.Max(0, file.Length - most);
        file.Position = from;
        var bytes = new byte[file.Length - from];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Finds the last entry. Null when there is none. Pure.</summary>
    /// <param name="bytes">The end of a file; a line that starts before it does not count as an entry.</param>
    public static AuditTail? Of(ReadOnlySpan<byte> bytes)
    {
        for (var end = bytes.Length; end > 0;)
        {
            var lineEnd = bytes[end - 1] == '\n' ? end - 1 : end;
            var start = bytes[..lineEnd].LastIndexOf((byte)'\n') + 1;
            var line = bytes[start..lineEnd];
            if (AuditLine.Parse(line) is { } link)
            {
                return new AuditTail(new AuditChain(link.Sequence, AuditLine.Hash(line)), TornLines.Of(bytes[end..]));
            }

            end = start;
        }

        return null;
    }
}

/// <summary>Lines between two entries that are not entries: what a crash or a full disk leaves of a line.</summary>
/// <param name="sha256">Over the lines joined by line feeds, without the last line feed; lower-case hexadecimal.</param>
internal sealed class TornLines(int lines, string sha256)
{
    public int Lines => lines;

    public string Sha256 => sha256;

    /// <param name="bytes">All bytes after the line feed of the last entry.</param>
    /// <returns>Null when there are no bytes.</returns>
    public static TornLines? Of(ReadOnlySpan<byte> bytes)
    {
        var joined = bytes.EndsWith("\n"u8) ? bytes[..^1] : bytes;
        return bytes.IsEmpty ? null : new TornLines(joined.Count((byte)'\n') + 1, AuditLine.Hash(joined));
    }
}
