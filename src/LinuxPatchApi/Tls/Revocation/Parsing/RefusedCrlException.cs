namespace LinuxPatchApi.Tls.Revocation.Parsing;

/// <summary>Ends the parsing of a list from any depth; never leaves <see cref="CrlParser"/>.</summary>
internal sealed class RefusedCrlException(string message) : Exception(message);
