namespace LinuxPatchApi.Tls.Revocation;

/// <summary>Leaves the parser of a list from any depth; never leaves <see cref="CrlParser"/>.</summary>
internal sealed class RefusedCrlException(string message) : Exception(message);
