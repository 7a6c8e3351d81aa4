using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.DBus.Connection;

/// <summary>How a connection behaves.</summary>
public sealed record DBusConnectionOptions
{
    /// <summary>Clock for the deadline of connecting.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>See <see cref="DBusLimits.ConnectDeadline"/>.</summary>
    public TimeSpan ConnectDeadline { get; init; } = DBusLimits.ConnectDeadline;

    /// <summary>See <see cref="DBusLimits.QueuedMessagesPerSubscription"/>.</summary>
    public int QueuedMessagesPerSubscription { get; init; } = DBusLimits.QueuedMessagesPerSubscription;

    /// <summary>
    /// Answers calls of others, one at a time, by sending a reply. Null: every call is answered with UnknownMethod.
    /// </summary>
    public Func<DBusConnection, DBusMessage, ValueTask>? MethodHandler { get; init; }
}
