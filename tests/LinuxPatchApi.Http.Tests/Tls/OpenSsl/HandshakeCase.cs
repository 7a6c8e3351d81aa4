using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Tls.OpenSsl;

/// <summary>One run of s_client.</summary>
/// <param name="Name">What the client does.</param>
/// <param name="Refused">The logged reason; null when the client is admitted and answered.</param>
/// <param name="Certificate">Name from <see cref="Specimens"/>; null for none.</param>
/// <param name="Options">Further s_client options.</param>
internal sealed record HandshakeCase(string Name, HandshakeFailureReason? Refused, string? Certificate, string Options = "");
