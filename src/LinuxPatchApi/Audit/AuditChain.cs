namespace LinuxPatchApi.Audit;

/// <summary>The end of the chain.</summary>
/// <param name="sequence">Number of the last entry; 0 before the first.</param>
/// <param name="hash">SHA-256 of its line in lower-case hexadecimal; null before the first.</param>
internal sealed class AuditChain(long sequence, string? hash)
{
    public long Sequence => sequence;

    public string? Hash => hash;

    public static readonly AuditChain Empty = new(0, null);

    public override string ToString() => $"entry {Sequence}, sha256 {Hash ?? "none"}";
}
