namespace LinuxPatchApi.HostServices.Bus;

/// <summary>A parsed signal with the serial and sender that identify its message.</summary>
/// <param name="Value">The parsed value.</param>
/// <param name="Serial">Serial of the message, set by the sender.</param>
/// <param name="Sender">Unique name of the sender.</param>
/// <param name="Bytes">Length of the message in bytes.</param>
internal readonly record struct ReceivedSignal<T>(T Value, uint Serial, string? Sender, int Bytes);
