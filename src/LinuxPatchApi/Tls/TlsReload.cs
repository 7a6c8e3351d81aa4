using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tls;

/// <summary>Decides, without side effects, which certificates are in force after the files have changed.</summary>
internal static class TlsReload
{
    /// <param name="inForce">What is in force; null when nothing was valid so far.</param>
    /// <param name="candidate">What the files contain now.</param>
    /// <param name="downloadProblem">Why the last download of a revocation list was refused; null when it was not.</param>
    public static TlsReloadDecision Decide(TlsMaterial? inForce, TlsLoadResult candidate, string? downloadProblem)
    {
        List<string> reasons = [.. candidate.Problems.Select(problem => $"certificates: {problem}")];
        if (candidate.Material is not { } material)
        {
            var fate = inForce is null ? "nothing can be served"
                : "the previous certificates stay in force, and a restart would leave this host without an agent";
            return new TlsReloadDecision(inForce, [$"certificates: {fate}", .. reasons]);
        }
        return new TlsReloadDecision(material with
        {
            Crl = CrlDecision.Decide(inForce?.Crl, candidate.Crls!, downloadProblem, material.Authorities),
        }, reasons);
    }
}

/// <summary>
/// The result of a reload. <paramref name="InForce"/> is null when nothing can be served. <paramref name="Reasons"/> are sentences for
/// health's degraded_reasons; <see cref="CrlState.DegradedReasonAt"/> adds those of the revocation lists, which depend on the time.
/// </summary>
internal sealed record TlsReloadDecision(TlsMaterial? InForce, IReadOnlyList<string> Reasons);
