namespace LinuxPatchApi.Audit;

/// <summary>Lines between two entries that are none: what a crash or a full disk leaves of a line.</summary>
/// <param name="Sha256">Over the lines joined by line feeds, without the last line feed; lower-case hexadecimal.</param>
internal sealed record TornLines(int Lines, string Sha256)
{
    /// <param name="bytes">All bytes after the line feed of the last entry.</param>
    /// <returns>Null when there are none.</returns>
    public static TornLines? Of(ReadOnlySpan<byte> bytes)
    {
        var lines = bytes.EndsWith("\n"u8) ? bytes[..^1] : bytes;
        return bytes.IsEmpty ? null : new TornLines(lines.Count((byte)'\n') + 1, AuditLine.Hash(lines));
    }
}
