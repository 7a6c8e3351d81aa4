namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// The revocation lists in force, or those of one file; immutable. <paramref name="Loaded"/> is the state when they were read (never <see
/// cref="CrlStatus.Expired"/>, which depends on the time). <paramref name="Reason"/> is a sentence, null when valid.
/// </summary>
internal sealed record CrlState(CrlStatus Loaded, string? Reason, IReadOnlyList<IssuerRevocations> Lists)
{
    /// <summary>
    /// Verified lists that were issued in the future. They are not in force: today's genuine list would look older than they are. What they
    /// revoke is refused at once, because it is this host's clock that may be behind.
    /// </summary>
    public IReadOnlyList<IssuerRevocations> Future { get; init; } = [];

    /// <summary>Lists whose issuer only a client's chain may contain.</summary>
    public UnplacedLists Unplaced { get; init; } = UnplacedLists.None;

    /// <summary>Those of them that were issued in the future.</summary>
    public UnplacedLists FutureUnplaced { get; init; } = UnplacedLists.None;

    /// <summary>True when a part of the file could not be read: it may have held a list that is newer than those that were.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>True when there is no list in what was read, nor a part of one: it is empty, or says something else.</summary>
    public bool HoldsNone { get; init; }

    /// <summary>True when what was read is blank, a byte order mark aside: whoever gives it has no list.</summary>
    public bool IsBlank { get; init; }

    /// <summary>True when no list is known, of whichever kind, and none has been lost.</summary>
    public bool NeverHadOne => Loaded == CrlStatus.Missing && !IsIncomplete && Lists.Count + Future.Count + Unplaced.Count
        + FutureUnplaced.Count == 0;

    /// <summary>
    /// True when a file was damaged at the start and still is: nobody knows what it revoked, so <c>refuse</c> accepts nobody.
    /// </summary>
    public bool IsIncomplete { get; init; }

    /// <summary>When the earliest of the lists that were issued in the future comes into force; null when there is none.</summary>
    public DateTimeOffset? Awaited => Future.Count == 0 && FutureUnplaced.Count == 0 ? null
        : Future.Select(list => list.ThisUpdate).Concat(FutureUnplaced.Lists.Select(list => list.ThisUpdate)).Min()
            - CrlLimits.ClockTolerance;

    /// <summary>The same state with those lists in force whose time has come.</summary>
    public CrlState At(DateTimeOffset now)
    {
        if (!(Awaited <= now))
        {
            return this;
        }
        List<IssuerRevocations> lists = [.. Lists];
        foreach (var list in Future.Where(list => !CrlLimits.IsToCome(list.ThisUpdate, now)))
        {
            CrlDecision.Add(lists, list);
        }
        return this with
        {
            Lists = lists,
            Future = [.. Future.Where(list => CrlLimits.IsToCome(list.ThisUpdate, now))],
            Unplaced = Unplaced.With(new([.. FutureUnplaced.Lists.Where(list => !CrlLimits.IsToCome(list.ThisUpdate, now))])),
            FutureUnplaced = new([.. FutureUnplaced.Lists.Where(list => CrlLimits.IsToCome(list.ThisUpdate, now))]),
        };
    }

    /// <summary>There is no file and no list.</summary>
    public static readonly CrlState None = new(CrlStatus.Missing, null, []);

    /// <summary>The earliest next update of all lists; null when no list has one.</summary>
    public DateTimeOffset? NextUpdate => Lists.Min(list => list.NextUpdate);

    /// <summary>The oldest issue date of all lists; null without lists.</summary>
    public DateTimeOffset? ThisUpdate => Lists.Count == 0 ? null : Lists.Min(list => list.ThisUpdate);

    public CrlStatus StatusAt(DateTimeOffset now) =>
        Loaded is CrlStatus.Valid or CrlStatus.Degraded && NextUpdate is { } next && now > next ? CrlStatus.Expired : Loaded;

    /// <summary>Time since the oldest list was issued, never negative; null without lists.</summary>
    public TimeSpan? AgeAt(DateTimeOffset now) => ThisUpdate is { } issued ? (now > issued ? now - issued : TimeSpan.Zero) : null;

    /// <summary>A sentence for health's degraded_reasons; null when the lists are valid, or there never was one and need not be.</summary>
    public string? DegradedReasonAt(DateTimeOffset now) => StatusAt(now) switch
    {
        CrlStatus.Valid => null,
        CrlStatus.Missing when Reason is null => null,
        CrlStatus.Expired => $"revocation list: its next update was due on {NextUpdate:u}",
        _ => $"revocation list: {Reason}",
    };
}

/// <summary>State of the revocation lists; health's <c>crl_status</c> has the same names in lower case.</summary>
internal enum CrlStatus
{
    /// <summary>Signed by the CA, and the next update is not due yet.</summary>
    Valid,

    /// <summary>Signed by the CA, but the next update is overdue: later revocations are unknown.</summary>
    Expired,

    /// <summary>There is no file.</summary>
    Missing,

    /// <summary>The file holds no valid list of a trusted CA, and there is no earlier one to fall back on.</summary>
    Invalid,

    /// <summary>
    /// The file on disk is missing, invalid or older, or the last download was refused; the last good lists stay in force.
    /// </summary>
    Degraded,
}
