namespace LinuxPatchApi.HostServices.Bus;

/// <summary>Every number that bounds how we deal with the bus, with its origin.</summary>
public static class BusLimits
{
    /// <summary>
    /// How long a call may take that has no deadline of its own. Our choice: services answer in milliseconds; activation takes up to
    /// 1.2 s measured, and the bus itself gives up only after 25 s.
    /// </summary>
    public static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Pause before the first attempt to reconnect. Our choice: a bus that restarts is back in less than a second.</summary>
    public static readonly TimeSpan FirstReconnectDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause between attempts; each pause is twice the one before. Our choice.</summary>
    public static readonly TimeSpan LongestReconnectDelay = TimeSpan.FromSeconds(30);
}
