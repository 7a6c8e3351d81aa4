namespace LinuxPatchApi.Configuration.Sections;

internal sealed record JobSettings(TimeSpan Timeout, string StoragePath, int MaxQueueDepth, int HistoryLimit, TimeSpan HistoryAge)
{
    public TimeSpan StallAfter { get; init; }

    public bool BreakStalled { get; init; }
}
