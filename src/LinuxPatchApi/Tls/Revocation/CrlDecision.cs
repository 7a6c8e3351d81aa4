using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls.Revocation.Parsing;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Decides, without side effects, which revocation lists are in force: for each issuer key the newest one, whatever its source. Deleting or
/// damaging a file, restoring an older one, or a manager that serves an older one never makes a revoked certificate valid.
/// </summary>
internal static class CrlDecision
{
    /// <summary>Returns what is in force after the files were read or a list was downloaded.</summary>
    /// <param name="previous">What was in force; null at the start.</param>
    /// <param name="found">What is on disk.</param>
    /// <param name="downloadProblem">Why the last download was refused; null when it was not.</param>
    /// <param name="authorities">The trusted CAs. Lists of other keys are dropped, even when a trusted CA has the same name.</param>
    public static CrlState Decide(CrlState? previous, CrlSources found, string? downloadProblem, X509Certificate2Collection authorities)
    {
        var lists = new List<IssuerRevocations>();
        foreach (var list in (previous?.Lists ?? []).Concat(found.Lists))
        {
            if (IsTrusted(list, authorities))
            {
                Add(lists, list);
            }
        }
        // As with the other lists, none is dropped because its file is gone.
        var unplaced = found.File.Unplaced.With(found.Copy.Unplaced).With(previous?.Unplaced ?? UnplacedLists.None);
        if (lists.Count == 0)
        {
            return found.File with { Reason = downloadProblem ?? found.File.Reason, Awaited = found.Awaited, Unplaced = unplaced };
        }
        var reason = downloadProblem ?? DiskProblem(lists, found);
        return new CrlState(reason is null ? CrlStatus.Valid
            : CrlStatus.Degraded, reason, lists)
        { Awaited = found.Awaited, Unplaced = unplaced };
    }

    /// <summary>Returns whether a downloaded list replaces what is in force.</summary>
    /// <param name="inForce">What is in force.</param>
    /// <param name="candidate">The download, its signatures and dates verified.</param>
    public static CrlDownload Judge(CrlState inForce, CrlState candidate)
    {
        if (candidate.Loaded != CrlStatus.Valid)
        {
            return CrlDownload.Refused(candidate.Reason!);
        }
        var isSame = true;
        foreach (var list in candidate.Lists)
        {
            var present = Find(inForce.Lists, list);
            if (present is not null && IsOlder(list, present))
            {
                return CrlDownload.Refused($"the downloaded {Name(list)} is older than the one in use");
            }
            isSame &= present is not null && !IsOlder(present, list);
        }
        return isSame ? CrlDownload.Same : CrlDownload.Newer;
    }

    /// <summary>Adds a list, or replaces that of the same key unless the new one is older.</summary>
    public static void Add(List<IssuerRevocations> lists, IssuerRevocations next)
    {
        var place = lists.FindIndex(list => list.HasIssuerOf(next));
        if (place < 0)
        {
            lists.Add(next);
        }
        else if (!IsOlder(next, lists[place]))
        {
            lists[place] = next;
        }
    }

    /// <summary>Returns the list of an authority's key; null when there is none.</summary>
    public static IssuerRevocations? FindFor(IReadOnlyList<IssuerRevocations> lists, X509Certificate2 authority)
    {
        foreach (var list in lists)
        {
            if (list.IsOf(authority))
            {
                return list;
            }
        }
        return null;
    }

    /// <summary>True when no list of the same key is at least as new.</summary>
    public static bool Lacks(IEnumerable<IssuerRevocations> lists, IssuerRevocations wanted) =>
        !lists.Any(list => list.HasIssuerOf(wanted) && !IsOlder(list, wanted));

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
            : "the file no longer has the list of a CA; the last good one stays in use";
    }

    private static string Name(IssuerRevocations list) => $"list {list.Number?.ToString() ?? "without number"} of {list.ThisUpdate:u}";

    private static IssuerRevocations? Find(IReadOnlyList<IssuerRevocations> lists, IssuerRevocations like) =>
        lists.FirstOrDefault(list => list.HasIssuerOf(like));

    private static bool IsTrusted(IssuerRevocations list, X509Certificate2Collection authorities) => authorities.Any(list.IsOf);
}
