namespace LinuxPatchApi.Audit;

/// <summary>An entry's place in the chain, as its line says.</summary>
/// <param name="Previous">SHA-256 of the line before; null in the very first entry.</param>
/// <param name="IsBreak">It tells that the files were not as they had been left.</param>
/// <param name="TornSha256">What such an entry says of the lines before it that are no entries; else null.</param>
internal sealed record AuditLink(long Sequence, string? Previous, bool IsBreak, string? TornSha256);
