namespace LinuxPatchApi.Audit;

/// <summary>Where the chain stands.</summary>
/// <param name="Sequence">Number of the last entry; 0 before the first.</param>
/// <param name="Hash">SHA-256 of its line; null before the first.</param>
internal sealed record AuditChain(long Sequence, string? Hash)
{
    public static readonly AuditChain Empty = new(0, null);
}
