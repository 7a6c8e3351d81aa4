namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>Codes of the header fields (D-Bus specification, "Header Fields"). Unknown codes must be ignored.</summary>
internal enum HeaderField : byte
{
    Path = 1,
    Interface = 2,
    Member = 3,
    ErrorName = 4,
    ReplySerial = 5,
    Destination = 6,
    Sender = 7,
    Signature = 8,
    UnixFds = 9,
}
