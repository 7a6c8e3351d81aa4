namespace LinuxPatchApi.Audit;

/// <summary>The last entry of a file, and what stands after it.</summary>
/// <param name="torn">Lines after it that are no entries; null for none.</param>
internal sealed class AuditTail(AuditChain chain, TornLines? torn)
{
    public AuditChain Chain => chain;

    public TornLines? Torn => torn;

    /// <summary>Null when there is no entry in the file. A long line, whoever wrote it, hides none before it.</summary>
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

    /// <summary>The last bytes of a file, from anywhere in a line.</summary>
    public static byte[] Bytes(FileStream file, int most = AuditLimits.TailBytes)
    {
        var from = Math.Max(0, file.Length - most);
        file.Position = from;
        var bytes = new byte[file.Length - from];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Pure.</summary>
    /// <param name="bytes">The end of a file; may begin in the middle of a line, which is then no entry.</param>
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
