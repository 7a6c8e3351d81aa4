using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tls;

/// <summary>Decides, without touching anything, which certificates are in force after the files changed.</summary>
internal static class TlsReload
{
    /// <param name="inForce">What is in force; null when nothing was good so far.</param>
    /// <param name="candidate">What the files say now.</param>
    /// <param name="complaint">Why the last download of a revocation list was refused; null when it was not.</param>
    public static TlsReloadDecision Decide(TlsMaterial? inForce, TlsLoadResult candidate, string? complaint)
    {
        List<string> reasons = [.. candidate.Problems.Select(problem => $"certificates: {problem}")];
        if (candidate.Material is not { } material)
        {
            var fate = inForce is null ? "nothing can be served" : "the former certificates stay in force";
            return new TlsReloadDecision(inForce, [$"certificates: {fate}", .. reasons]);
        }
        return new TlsReloadDecision(material with
        {
            Crl = CrlDecision.Decide(inForce?.Crl, candidate.Crls!, complaint, material.Authorities),
        }, reasons);
    }
}
