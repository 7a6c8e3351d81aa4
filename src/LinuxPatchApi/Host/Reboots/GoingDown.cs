namespace LinuxPatchApi.Host.Reboots;

/// <summary>What the agent saw when it was stopped while the host went down; kept for its next start.</summary>
/// <param name="wall">What users were told; null for nothing.</param>
internal sealed class GoingDown(string bootId, DateTimeOffset at, string? wall)
{
    public string BootId => bootId;

    public DateTimeOffset At => at;

    public string? Wall => wall;
}
