namespace LinuxPatchApi.DBus.Errors;

/// <summary>
/// Bytes that are no valid D-Bus message, or a body that is not what its reader expects. Thrown by <c>MessageReader</c> only and
/// caught where a message or a reply is taken apart, where it becomes a <see cref="DBusFailure"/>.
/// </summary>
public sealed class DBusProtocolException(string message) : Exception(message);
