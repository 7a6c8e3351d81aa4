namespace LinuxPatchApi.HostServices.Login1;

/// <summary>A lock against shutdown or sleep.</summary>
/// <param name="What">Colon-separated: shutdown, sleep, idle, handle-power-key, …</param>
/// <param name="Who">The program, for people.</param>
/// <param name="Why">Its reason, for people.</param>
/// <param name="Mode">block, block-weak or delay.</param>
/// <param name="Uid">The user that holds it.</param>
/// <param name="Pid">The process that holds it.</param>
public sealed record Inhibitor(string What, string Who, string Why, string Mode, uint Uid, uint Pid)
{
    /// <summary>True when it blocks a reboot or shutdown outright.</summary>
    public bool BlocksShutdown => Mode.StartsWith("block", StringComparison.Ordinal) && What.Split(':').Contains("shutdown");
}
