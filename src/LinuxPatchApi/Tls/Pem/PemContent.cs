namespace LinuxPatchApi.Tls.Pem;

/// <summary>The blocks of a file, and a finding for each line that was not read or deviates from RFC 7468.</summary>
internal sealed record PemContent(IReadOnlyList<PemBlock> Blocks, IReadOnlyList<PemFinding> Findings)
{
    /// <summary>Overwrites all blocks; for files with private keys that are no longer needed.</summary>
    public void Clear()
    {
        foreach (var block in Blocks)
        {
            block.Clear();
        }
    }
}
