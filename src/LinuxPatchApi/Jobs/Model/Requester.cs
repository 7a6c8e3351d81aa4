namespace LinuxPatchApi.Jobs.Model;

/// <summary>Who asked: the client certificate's subject and serial number (hex), and the peer's address.</summary>
internal sealed record Requester(string Subject, string Serial, string Address);
