namespace LinuxPatchApi.ClientView;

/// <summary>Limits of the client verb.</summary>
internal static class ClientLimits
{
    /// <summary>Hosts in one call. Origin: a screen of summaries; for more, use an orchestrator (docs/usage/client.md).</summary>
    public const int MaxHosts = 1000;

    /// <summary>Bytes of a file of hosts. Origin: so many names of the greatest length, with comments.</summary>
    public const int MaxHostsBytes = 1024 * 1024;

    /// <summary>Hosts called at once. Origin: a handshake takes 2 ms of a client's processor, and then the client waits.</summary>
    public const int HostsAtOnce = 32;

    /// <summary>Bytes of an answer. Origin: the list of all installed packages of a large host, 10 000 of 1 KB, three times over.</summary>
    public const int MaxAnswerBytes = 32 * 1024 * 1024;

    /// <summary>Certificates and keys. Origin: as the agent's own files.</summary>
    public const int MaxPemBytes = 1024 * 1024;

    /// <summary>A read. Origin: the first list after the start of an agent waits for PackageKit.</summary>
    public static readonly TimeSpan Read = TimeSpan.FromMinutes(2);

    /// <summary>A plan. Origin: it may refresh the lists of slow mirrors before; the agent itself gives up earlier.</summary>
    public static readonly TimeSpan Plan = TimeSpan.FromMinutes(15);

    /// <summary>Seconds that one request for a job waits in the agent.</summary>
    public const int WaitSeconds = 20;

    /// <summary>Pause between two requests for a job. Origin: two reads a second are what the agent lets one client do for long.</summary>
    public static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Pause before a host that did not answer is called again.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);

    /// <summary>How long a host that works on a job may be silent. Origin: a reboot of a large server with its firmware checks.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(15);

    /// <summary>Longest pause that is taken from a Retry-After field.</summary>
    public const int MaxRetryAfterSeconds = 30;

    /// <summary>Attempts to send a change whose answer was lost; the agent recognises it by its idempotency key.</summary>
    public const int Attempts = 3;

    /// <summary>Reasons of a refusal that are shown. Origin: they fit a screen; --json has all of them.</summary>
    public const int MaxReasons = 8;

    /// <summary>Columns when the terminal's width is not known.</summary>
    public const int DefaultWidth = 80;
}
