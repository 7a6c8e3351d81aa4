namespace LinuxPatchApi.Host.Reboots;

/// <summary>What the agent saw when it was stopped because the host went down; stored for its next start.</summary>
/// <param name="wall">The wall message; null for none.</param>
internal sealed class GoingDown(string bootId, DateTimeOffset at, string? wall)
{
    public string BootId => bootId;

    public DateTimeOffset At => at;

    public string? Wall => wall;
}
