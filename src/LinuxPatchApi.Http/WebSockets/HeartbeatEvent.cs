namespace LinuxPatchApi.Http.WebSockets;

/// <summary>What a heartbeat reports.</summary>
internal enum HeartbeatEvent
{
    /// <summary>A ping is due.</summary>
    PingDue,

    /// <summary>The peer has sent nothing for too long.</summary>
    Silent,

    /// <summary>The peer has not answered our close frame.</summary>
    Overdue,
}
