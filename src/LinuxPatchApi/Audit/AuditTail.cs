namespace LinuxPatchApi.Audit;

/// <summary>The last entry of a file, and what stands after it.</summary>
/// <param name="Torn">Lines after it that are no entries; null for none.</param>
internal sealed record AuditTail(AuditChain Chain, TornLines? Torn)
{
    /// <summary>Null when there is no entry near the end of the file.</summary>
    public static AuditTail? Read(FileStream file) => Of(Bytes(file));

    /// <summary>The last bytes of a file, from anywhere in a line.</summary>
    public static byte[] Bytes(FileStream file)
    {
        var from = Math.Max(0, file.Length - AuditLimits.TailBytes);
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
