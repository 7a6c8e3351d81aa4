namespace LinuxPatchApi.Jobs.Model;

/// <summary>Who sent the request: the client certificate's subject and serial number (hex), and the peer's address.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate, lower-case hexadecimal; null for jobs of releases that did not store it.</param>
internal sealed record Requester(string Subject, string Serial, string Address, string? Fingerprint = null);
