namespace LinuxPatchApi.Access.Roles;

/// <summary>What of a client's certificate gives it a role: all that <c>CertificatePart</c> names, spelled as the connection has it.</summary>
internal readonly record struct CertificateNames(string Subject, string Serial, string Fingerprint, IReadOnlyList<string> AlternativeNames);
