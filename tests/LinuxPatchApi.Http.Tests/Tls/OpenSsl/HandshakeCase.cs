using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Tls.OpenSsl;

/// <summary>One run of s_client.</summary>
/// <param name="Name">What the client does.</param>
/// <param name="Refused">The reason in the log; null: it is let in and answered.</param>
/// <param name="Certificate">Of <see cref="Specimens"/>; null for none.</param>
/// <param name="Options">More for s_client.</param>
internal sealed record HandshakeCase(string Name, HandshakeFailureReason? Refused, string? Certificate, string Options = "");
