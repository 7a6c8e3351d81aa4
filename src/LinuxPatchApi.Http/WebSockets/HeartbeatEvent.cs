namespace LinuxPatchApi.Http.WebSockets;

/// <summary>What a heartbeat tells.</summary>
internal enum HeartbeatEvent
{
    /// <summary>Time for a ping.</summary>
    PingDue,

    /// <summary>The peer has sent nothing for too long.</summary>
    Silent,

    /// <summary>The peer has not answered our close frame.</summary>
    Overdue,
}
