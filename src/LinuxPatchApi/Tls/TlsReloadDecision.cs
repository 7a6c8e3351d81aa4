namespace LinuxPatchApi.Tls;

/// <summary>
/// <paramref name="InForce"/> is null when nothing can be served. <paramref name="Reasons"/> are sentences for health's degraded_reasons
/// (those of the revocation list are in <see cref="CrlState.DegradedReasonAt"/>, because they come with time).
/// </summary>
internal sealed record TlsReloadDecision(TlsMaterial? InForce, IReadOnlyList<string> Reasons);
