namespace LinuxPatchApi.Tls.Pem;

/// <summary>All blocks of a file, and by line all that was not read or is not as it should be.</summary>
internal sealed record PemContent(IReadOnlyList<PemBlock> Blocks, IReadOnlyList<PemFinding> Findings)
{
    /// <summary>For files that hold private keys, when those are no longer needed.</summary>
    public void Clear()
    {
        foreach (var block in Blocks)
        {
            block.Clear();
        }
    }
}
