namespace LinuxPatchApi.HostServices.Bus;

/// <summary>A signal as its reader made it, with what tells it from others.</summary>
/// <param name="Value">What the reader made.</param>
/// <param name="Serial">Serial of the message, given by the sender.</param>
/// <param name="Sender">Unique name of the sender.</param>
/// <param name="Bytes">Length of the message.</param>
internal readonly record struct ReceivedSignal<T>(T Value, uint Serial, string? Sender, int Bytes);
