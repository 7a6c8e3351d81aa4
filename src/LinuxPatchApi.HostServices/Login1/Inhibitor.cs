namespace LinuxPatchApi.HostServices.Login1;

/// <summary>An inhibitor lock against shutdown or sleep.</summary>
/// <param name="What">Colon-separated: shutdown, sleep, idle, handle-power-key, …</param>
/// <param name="Who">Name of the program, for people.</param>
/// <param name="Why">Its reason, for people.</param>
/// <param name="Mode">block, block-weak or delay.</param>
/// <param name="Uid">User id of the holder.</param>
/// <param name="Pid">Process id of the holder.</param>
public sealed record Inhibitor(string What, string Who, string Why, string Mode, uint Uid, uint Pid)
{
    /// <summary>True when the lock blocks a reboot or shutdown outright.</summary>
    public bool BlocksShutdown => Mode.StartsWith("block", StringComparison.Ordinal) && What.Split(':').Contains("shutdown");
}
