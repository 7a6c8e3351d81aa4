using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tls;

/// <summary>Decides, without touching anything, which certificates are in force after the files changed.</summary>
internal static class TlsReload
{
    /// <param name="inForce">What is in force; null when nothing was good so far.</param>
    /// <param name="candidate">What the files say now.</param>
    public static TlsReloadDecision Decide(TlsMaterial? inForce, TlsLoadResult candidate)
    {
        List<string> reasons = [.. candidate.Problems.Select(problem => $"certificates: {problem}")];
        if (candidate.Material is not { } material)
        {
            string fate = inForce is null ? "nothing can be served" : "the former certificates stay in force";
            return new TlsReloadDecision(inForce, [$"certificates: {fate}", .. reasons]);
        }
        return new TlsReloadDecision(material with { Crl = Choose(inForce?.Crl, material.Crl, material) }, reasons);
    }

    /// <summary>
    /// A list that was good once is not given up for a worse file: deleting or damaging the file, or putting back an older list, must not
    /// make revoked certificates good again. Lists of CAs that are no longer trusted go.
    /// </summary>
    private static CrlState Choose(CrlState? former, CrlState next, TlsMaterial material)
    {
        IReadOnlyList<IssuerRevocations> kept = [.. (former?.Lists ?? []).Where(
            list => material.Authorities.Any(authority => list.Issuer.Span.SequenceEqual(authority.SubjectName.RawData)))];
        if (kept.Count == 0)
        {
            return next;
        }
        if (next.Loaded != CrlStatus.Valid)
        {
            return new CrlState(CrlStatus.Degraded, $"{next.Reason}; the last good list stays in use", kept);
        }
        IssuerRevocations? older = next.Lists.FirstOrDefault(list => kept.Any(former => IsOlder(list, former)));
        return older is null
            ? next
            : new CrlState(CrlStatus.Degraded,
                $"the new file's list {older.Number?.ToString() ?? "without number"} of {older.ThisUpdate:u} is older than the one in "
                    + $"use, which stays", kept);
    }

    private static bool IsOlder(IssuerRevocations next, IssuerRevocations former) =>
        next.Issuer.Span.SequenceEqual(former.Issuer.Span)
        && (next.Number is { } number && former.Number is { } before ? number < before : next.ThisUpdate < former.ThisUpdate);
}
