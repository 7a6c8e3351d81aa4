namespace LinuxPatchApi.DBus.Wire;


/// <summary>Takes what a caller wants out of a reply; may throw the reader's exceptions.</summary>
public delegate T MessageValueReader<out T>(DBusMessage reply);
