namespace LinuxPatchApi.Audit;

/// <summary>Where the chain stands.</summary>
/// <param name="sequence">Number of the last entry; 0 before the first.</param>
/// <param name="hash">SHA-256 of its line; null before the first.</param>
internal sealed class AuditChain(long sequence, string? hash)
{
    public long Sequence => sequence;

    public string? Hash => hash;

    public static readonly AuditChain Empty = new(0, null);

    public override string ToString() => $"entry {Sequence}, sha256 {Hash ?? "none"}";
}
