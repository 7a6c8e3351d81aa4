namespace LinuxPatchApi.HostServices.Bus.Transport;

/// <summary>
/// Bytes that are not a valid D-Bus message, or a body that is not what its reader expects. Caught where messages and replies are parsed
/// and turned into a <see cref="HostFailure"/>.
/// </summary>
internal sealed class BusProtocolException(string message) : Exception(message)
{
    public static BusProtocolException Malformed(string what) => new($"Malformed D-Bus data: {what}.");
}
