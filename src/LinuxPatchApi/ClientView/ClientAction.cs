namespace LinuxPatchApi.ClientView;

/// <summary>What the client verb does.</summary>
internal enum ClientAction
{
    /// <summary>Health, system and counts.</summary>
    Status,

    /// <summary>The list of pending updates.</summary>
    Patches,

    /// <summary>What an apply would do.</summary>
    Plan,

    /// <summary>A plan, and after a yes exactly that.</summary>
    Apply,

    /// <summary>Follows a job to its end.</summary>
    Watch,

    /// <summary>Undoes a job that has ended.</summary>
    Undo,

    /// <summary>The queue and the history.</summary>
    Jobs,

    /// <summary>Reboots the host.</summary>
    Reboot,

    /// <summary>What still runs replaced files.</summary>
    Restarts,

    /// <summary>Completes what was installed in part.</summary>
    Repair,

    /// <summary>The checks of doctor.</summary>
    Doctor,
}
