namespace LinuxPatchApi.Http.Messages;

/// <summary>How reading a body ended.</summary>
public enum BodyOutcome
{
    /// <summary>The complete body was read; it may be empty.</summary>
    Complete,

    /// <summary>The body is larger than the limit.</summary>
    TooLarge,

    /// <summary>The chunked framing is malformed.</summary>
    Malformed,

    /// <summary>Too many or too large trailer fields.</summary>
    TrailersTooLarge,

    /// <summary>The body did not arrive in time.</summary>
    TimedOut,

    /// <summary>The bodies of all clients together exceed the limit.</summary>
    Overloaded,

    /// <summary>The peer disconnected before the end of the body.</summary>
    Disconnected,
}
