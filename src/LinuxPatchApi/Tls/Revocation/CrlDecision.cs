using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls.Revocation.Parsing;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Decides, without side effects, which revocation lists are in force: for each issuer key and place of
/// publication the newest one, whatever its source. Deleting or
/// damaging a file, restoring an older one, or a manager that serves an older one never makes a revoked certificate valid.
/// </summary>
internal static class CrlDecision
{
    /// <summary>Returns what is in force after the files were read or a list was downloaded.</summary>
    /// <param name="previous">What was in force; null at the start.</param>
    /// <param name="found">What is on disk.</param>
    /// <param name="downloadProblem">What is wrong with the last download; null when nothing is.</param>
    /// <param name="authorities">The trusted CAs. Lists of other keys are dropped, even when a trusted CA has the same name.</param>
    public static CrlState Decide(CrlState? previous, CrlSources found, string? downloadProblem, X509Certificate2Collection authorities)
    {
        var lists = new List<IssuerRevocations>();
        foreach (var list in (previous?.Lists ?? []).Concat(found.Lists).Where(list => IsTrusted(list, authorities)))
        {
            Add(lists, list);
        }
        // As with the other lists, none is dropped because its file is gone.
        var unplaced = found.File.Unplaced.With(found.Copy.Unplaced).With(previous?.Unplaced ?? UnplacedLists.None);
        var disk = lists.Count == 0 ? found.File.Reason : DiskProblem(lists, found);
        string[] reasons =
        [
            .. new[]
            {
                downloadProblem,
                disk,
                found.Copy.IsDamaged ? $"{found.Copy.Reason}; a newer list may be lost with it until the next download" : null,
                lists.Find(list => list.Beside.Count > 0) is { } twofold && disk is null ? WhyBeside(twofold) : null,
            }.OfType<string>(),
        ];
        var reason = reasons.Length == 0 ? null : string.Join("; ", reasons);
        var status = lists.Count > 0 ? reason is null ? CrlStatus.Valid : CrlStatus.Degraded
            : found.Copy.IsDamaged ? CrlStatus.Invalid
            : found.File.Loaded;
        return new CrlState(status, reason, lists)
        {
            Future = Awaited(previous, found, lists, authorities),
            Unplaced = unplaced,
            FutureUnplaced = found.File.FutureUnplaced.With(found.Copy.FutureUnplaced)
                .With(previous?.FutureUnplaced ?? UnplacedLists.None),
            IsIncomplete = previous?.IsIncomplete != false && (found.File.IsDamaged || found.Copy.IsDamaged),
        };
    }

    /// <summary>Returns what a download brings. Each of its lists is judged for itself, as those of a file are.</summary>
    /// <param name="inForce">What is in force.</param>
    /// <param name="candidate">The download, its signatures and dates verified.</param>
    public static CrlDownload Judge(CrlState inForce, CrlState candidate)
    {
        if (candidate.HoldsNone && inForce.NeverHadOne)
        {
            return new CrlDownload(CrlDownloadOutcome.None, candidate.IsBlank ? null : candidate.Reason);
        }
        var (isNews, isKnown) = (false, false);
        string? older = null;
        foreach (var list in candidate.Lists)
        {
            var present = Find(inForce.Lists, list);
            if (present is not null && IsOlder(list, present))
            {
                older = $"the downloaded {Name(list)} is older than the one in use";
                isNews |= IsOlder(present, list) && !present.Covers(list);
                continue;
            }
            var isSame = present is not null && !IsOlder(present, list) && present.Covers(list);
            (isNews, isKnown) = (isNews || !isSame, isKnown || isSame);
        }
        var known = inForce.Unplaced.Lists.Select(list => Convert.ToHexString(list.Signature)).ToHashSet(StringComparer.Ordinal);
        // One in the name of a CA that its key did not sign is of no use by itself.
        isNews |= candidate.Unplaced.Lists.Any(list => !known.Contains(Convert.ToHexString(list.Signature))
            && (isKnown || !inForce.Lists.Any(other => IssuerName.AreSame(other.Issuer.Span, list.Issuer.Span))));
        string[] reasons = [.. new[] { candidate.Reason, older }.OfType<string>()];
        var reason = reasons.Length == 0 ? null : string.Join("; ", reasons);
        var outcome = isNews ? CrlDownloadOutcome.Newer : isKnown || reason is null ? CrlDownloadOutcome.Same : CrlDownloadOutcome.Refused;
        return new CrlDownload(outcome, reason);
    }

    /// <summary>
    /// Adds a list, or replaces that of the same key and place unless the new one is older. Neither is lost when number and date do not
    /// say which of the two is newer.
    /// </summary>
    public static void Add(List<IssuerRevocations> lists, IssuerRevocations next)
    {
        AddOne(lists, next.Beside.Count == 0 ? next : next with { Beside = [] });
        foreach (var other in next.Beside)
        {
            AddOne(lists, other);
        }
    }

    private static void AddOne(List<IssuerRevocations> lists, IssuerRevocations next)
    {
        if (lists.Exists(list => IsOverruledBy(next, list)))
        {
            return;
        }
        // A list that names no place is complete.
        lists.RemoveAll(list => IsOverruledBy(list, next));
        var place = lists.FindIndex(list => list.IsInPlaceOf(next));
        if (place < 0)
        {
            lists.Add(next);
            return;
        }
        var present = lists[place];
        var (isOlder, isNewer) = (IsOlder(next, present), IsOlder(present, next));
        if (isNewer && !isOlder)
        {
            lists[place] = next with
            {
                Beside = [.. present.Beside.Where(list => (!IsOlder(list, next) || IsOlder(next, list)) && !next.Covers(list))],
            };
        }
        else if (isNewer == isOlder && !present.Covers(next))
        {
            // A list that only adds to one of the same number and date takes its place.
            lists[place] = !isNewer && next.Covers(present)
                ? next with { Beside = [.. present.Beside.Where(list => !next.Covers(list))] }
                : present with { Beside = [.. present.Beside.Where(list => !next.Covers(list)), next] };
        }
    }

    /// <summary>True when the CA has issued a complete list after one of a place.</summary>
    private static bool IsOverruledBy(IssuerRevocations list, IssuerRevocations complete) => !list.Place.IsNone && complete.Place.IsNone
        && list.IsOfIssuerOf(complete) && IsOlder(list, complete) && !IsOlder(complete, list);

    /// <summary>Returns how many lists stand beside others of their key.</summary>
    public static int Beside(List<IssuerRevocations> lists) => lists.Sum(list => list.Beside.Count);

    public static string WhyBeside(IssuerRevocations list) =>
        $"the CA has signed two lists of which neither is newer, one of them {Name(list)}; what either revokes is refused";

    private static IReadOnlyList<IssuerRevocations> Awaited(
        CrlState? previous, CrlSources found, List<IssuerRevocations> inForce, X509Certificate2Collection authorities)
    {
        var future = new List<IssuerRevocations>();
        foreach (var list in found.File.Future.Concat(found.Copy.Future).Concat(previous?.Future ?? []))
        {
            // One with a lower number than a list in force never comes into force: the CA has replaced it.
            var isReplaced = Find(inForce, list) is { } present && IsOlder(list, present);
            var isThere = future.Exists(other => other.Serials.Der.Span.SequenceEqual(list.Serials.Der.Span));
            if (!isReplaced && !isThere && IsTrusted(list, authorities))
            {
                future.Add(list);
            }
        }
        return future;
    }

    /// <summary>Returns the lists of an authority's key.</summary>
    public static IReadOnlyList<IssuerRevocations> FindFor(IReadOnlyList<IssuerRevocations> lists, X509Certificate2 authority) =>
        [.. lists.Where(list => list.IsOf(authority))];

    /// <summary>True when no list of the same key and place is at least as new.</summary>
    public static bool Lacks(IEnumerable<IssuerRevocations> lists, IssuerRevocations wanted) =>
        !lists.Any(list => list.IsInPlaceOf(wanted) && !IsOlder(list, wanted));

    /// <summary>Returns how lists that are to replace those in place compare with them.</summary>
    public static CrlOrder Compare(IReadOnlyList<IssuerRevocations> inPlace, IReadOnlyList<IssuerRevocations> coming)
    {
        var isNewer = coming.Any(next => Lacks(inPlace, next));
        var isOlder = inPlace.Any(have => Lacks(coming, have));
        return isNewer && isOlder ? CrlOrder.Mixed : isNewer ? CrlOrder.Newer : isOlder ? CrlOrder.Older : CrlOrder.Same;
    }

    /// <summary>
    /// True when the date or the number goes back. A list without a number is older than one with a number; otherwise the numbers could
    /// start over.
    /// </summary>
    public static bool IsOlder(IssuerRevocations next, IssuerRevocations previous) =>
        next.ThisUpdate < previous.ThisUpdate
        || (previous.Number is { } before && (next.Number is not { } number || CrlNumber.Compare(number, before) < 0));

    /// <summary>Returns what is wrong with the files; null when a restart would load the lists that are in force now.</summary>
    private static string? DiskProblem(List<IssuerRevocations> inForce, CrlSources found)
    {
        if (found.File.Loaded is CrlStatus.Invalid or CrlStatus.Degraded)
        {
            return $"{found.File.Reason}; the last good list stays in use";
        }
        var lost = inForce.Find(list => Lacks(found.Lists, list));
        return lost is null ? null
            : found.File.Reason is { } reason ? $"{reason}; the last good list stays in use"
            : Find(found.File.Lists, lost) is { } older ? $"the file's {Name(older)} is older than the one in use, which stays"
            : "the file no longer has a list of a CA; the last good one stays in use";
    }

    private static string Name(IssuerRevocations list) => $"list {list.Number?.ToString() ?? "without number"} of {list.ThisUpdate:u}";

    private static IssuerRevocations? Find(IReadOnlyList<IssuerRevocations> lists, IssuerRevocations like) =>
        lists.FirstOrDefault(list => list.IsInPlaceOf(like));

    private static bool IsTrusted(IssuerRevocations list, X509Certificate2Collection authorities) => authorities.Any(list.IsOf);
}

/// <summary>How revocation lists compare with those in place.</summary>
internal enum CrlOrder
{
    /// <summary>Neither has anything that the other lacks.</summary>
    Same,

    /// <summary>They bring a list that is lacking, or a newer one, and lose none.</summary>
    Newer,

    /// <summary>They bring nothing, and lose a list or put an older one in its place.</summary>
    Older,

    /// <summary>They bring something and lose something, for example the list of another CA.</summary>
    Mixed,
}
