using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Decides, without touching anything, which revocation lists are in force. For each key of an issuer the newest one is, wherever it came from:
/// deleting or damaging a file, putting back an older one, or a manager that answers with one, does not make revoked certificates good.
/// </summary>
internal static class CrlDecision
{
    /// <summary>What is in force after the files were read or something was downloaded.</summary>
    /// <param name="former">What was in force; null at the start.</param>
    /// <param name="found">What the disk has.</param>
    /// <param name="complaint">Why the last download was refused; null when it was not.</param>
    /// <param name="authorities">Lists of keys that are no longer trusted go, also when another CA has the same name.</param>
    public static CrlState Decide(CrlState? former, CrlSources found, string? complaint, X509Certificate2Collection authorities)
    {
        var lists = new List<IssuerRevocations>();
        foreach (IssuerRevocations list in (former?.Lists ?? []).Concat(found.Lists))
        {
            if (IsTrusted(list, authorities))
            {
                Add(lists, list);
            }
        }
        // As of the others, none is forgotten because its file is gone.
        var unplaced = found.File.Unplaced.With(found.Copy.Unplaced).With(former?.Unplaced ?? UnplacedLists.None);
        if (lists.Count == 0)
        {
            return found.File with { Reason = complaint ?? found.File.Reason, Awaited = found.Awaited, Unplaced = unplaced };
        }
        var reason = complaint ?? DiskProblem(lists, found);
        return new CrlState(reason is null ? CrlStatus.Valid : CrlStatus.Degraded, reason, lists) { Awaited = found.Awaited, Unplaced = unplaced };
    }

    /// <summary>Whether a downloaded list may take the place of what is in force.</summary>
    /// <param name="inForce">What is in force.</param>
    /// <param name="candidate">The download, its signatures and dates checked.</param>
    public static CrlDownload Judge(CrlState inForce, CrlState candidate)
    {
        if (candidate.Loaded != CrlStatus.Valid)
        {
            return CrlDownload.Refused(candidate.Reason!);
        }
        var isSame = true;
        foreach (IssuerRevocations list in candidate.Lists)
        {
            IssuerRevocations? present = Find(inForce.Lists, list);
            if (present is not null && IsOlder(list, present))
            {
                return CrlDownload.Refused($"the downloaded {Name(list)} is older than the one in use");
            }
            isSame &= present is not null && !IsOlder(present, list);
        }
        return isSame ? CrlDownload.Same : CrlDownload.Newer;
    }

    /// <summary>Adds a list, or puts it in the place of the former one of the same key unless it is older.</summary>
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

    /// <summary>The list of the key of an authority; null when there is none.</summary>
    public static IssuerRevocations? Of(IReadOnlyList<IssuerRevocations> lists, X509Certificate2 authority)
    {
        foreach (IssuerRevocations list in lists)
        {
            if (list.IsOf(authority))
            {
                return list;
            }
        }
        return null;
    }

    /// <summary>Whether among lists there is none of the same key that is as new.</summary>
    public static bool Lacks(IEnumerable<IssuerRevocations> lists, IssuerRevocations wanted) =>
        !lists.Any(list => list.HasIssuerOf(wanted) && !IsOlder(list, wanted));

    /// <summary>
    /// Neither date nor number ever goes back. A list that has lost its number is older than one with a number: else the numbers could
    /// begin anew.
    /// </summary>
    public static bool IsOlder(IssuerRevocations next, IssuerRevocations former) =>
        next.ThisUpdate < former.ThisUpdate
        || (former.Number is { } before && (next.Number is not { } number || CrlNumber.Compare(number, before) < 0));

    /// <summary>What is wrong with the files, null when the next start would find the lists that are in force now.</summary>
    private static string? DiskProblem(List<IssuerRevocations> inForce, CrlSources found)
    {
        if (found.File.Loaded is CrlStatus.Invalid or CrlStatus.Degraded)
        {
            return $"{found.File.Reason}; the last good list stays in use";
        }
        IssuerRevocations? lost = inForce.Find(list => Lacks(found.Lists, list));
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
