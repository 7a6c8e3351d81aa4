namespace LinuxPatchApi.Jobs.Model;

/// <summary>Who sent the request: the client certificate's subject and serial number (hex), and the peer's address.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate, lower-case hexadecimal; null for jobs of releases that did not store it.</param>
internal sealed record Requester(string Subject, string Serial, string Address, string? Fingerprint = null);

/// <summary>
/// What gave the client the right to the job, stored until the job has ended: a right that is lost before the job begins is not used.
/// </summary>
/// <param name="Role">Wire name of the role with which the job was admitted: its plan may have what only that role may change.</param>
/// <param name="Certificates">The client's certificate and those above it: DER in base64.</param>
internal sealed record JobRight(string Role, IReadOnlyList<string> Certificates);
