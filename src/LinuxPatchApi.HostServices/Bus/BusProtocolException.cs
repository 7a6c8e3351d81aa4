namespace LinuxPatchApi.HostServices.Bus;

/// <summary>
/// Bytes that are no valid D-Bus message, or a body that is not what its reader expects. Caught where a message or a reply is taken
/// apart, where it becomes a <see cref="HostFailure"/>.
/// </summary>
internal sealed class BusProtocolException(string message) : Exception(message)
{
    public static BusProtocolException Malformed(string what) => new($"Malformed D-Bus data: {what}.");
}
