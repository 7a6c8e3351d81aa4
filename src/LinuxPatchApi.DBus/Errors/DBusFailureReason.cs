namespace LinuxPatchApi.DBus.Errors;

/// <summary>Why a connection or a call did not come about.</summary>
public enum DBusFailureReason
{
    /// <summary>The address text is malformed or names no transport that this client knows.</summary>
    InvalidAddress,

    /// <summary>Nobody listens at the address, or the socket cannot be opened.</summary>
    Unreachable,

    /// <summary>The server did not accept us (SASL EXTERNAL).</summary>
    AuthenticationRejected,

    /// <summary>The connection is closed, or was closed while the call was under way.</summary>
    Disconnected,

    /// <summary>The peer sent bytes that are no valid message; the connection is closed.</summary>
    MalformedMessage,

    /// <summary>The answer is a valid message, but not what the interface promises.</summary>
    MalformedReply,

    /// <summary>The other side answered with an error; its name is given.</summary>
    ErrorReply,

    /// <summary>What was to be sent cannot be expressed: a text with NUL or half a surrogate pair, a bad path or name, too long.</summary>
    InvalidMessage,

    /// <summary>The peer did not answer before the deadline.</summary>
    TimedOut,

    /// <summary>A handler of ours threw: a bug. The connection is closed, because messages would be lost.</summary>
    HandlerFailed,
}
