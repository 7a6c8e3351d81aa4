namespace LinuxPatchApi.Http.Bodies;

/// <summary>How reading a body ended.</summary>
public enum BodyOutcome
{
    /// <summary>The whole body is there; it may be empty.</summary>
    Complete,

    /// <summary>Larger than the limit.</summary>
    TooLarge,

    /// <summary>The chunked framing is broken.</summary>
    Malformed,

    /// <summary>Trailer fields too many or too large.</summary>
    TrailersTooLarge,

    /// <summary>Too slow.</summary>
    TimedOut,

    /// <summary>Too many bytes of bodies are held for all clients together.</summary>
    Overloaded,

    /// <summary>The peer went away before its end.</summary>
    Disconnected,
}
