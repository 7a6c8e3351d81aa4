namespace LinuxPatchApi.Audit;

/// <summary>An entry's place in the chain and what is asked of it afterwards, as its line says.</summary>
internal sealed class AuditLink
{
    /// <summary>0 when there is none.</summary>
    public long Sequence { get; set; }

    public bool HasPrevious { get; set; }

    /// <summary>SHA-256 of the line before; null in the very first entry.</summary>
    public string? Previous { get; set; }

    public string? Time { get; set; }

    public string? Kind { get; set; }

    /// <summary>Null when it is of no job.</summary>
    public string? JobId { get; set; }

    /// <summary>What a report of a break says of the lines before it that are no entries; else null.</summary>
    public string? TornSha256 { get; set; }

    /// <summary>It tells that the files were not as they had been left.</summary>
    public bool IsBreak => Kind == "break";
}
