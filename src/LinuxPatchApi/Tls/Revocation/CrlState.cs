namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// The revocation lists in force, or those of one file; immutable. <paramref name="Loaded"/> is the state when they were read (never <see
/// cref="CrlStatus.Expired"/>, which depends on the time). <paramref name="Reason"/> is a sentence, null when valid.
/// </summary>
internal sealed record CrlState(CrlStatus Loaded, string? Reason, IReadOnlyList<IssuerRevocations> Lists)
{
    /// <summary>When the earliest of the lists that were rejected as issued in the future becomes valid; null when none was.</summary>
    public DateTimeOffset? Awaited { get; init; }

    /// <summary>Lists whose issuer only a client's chain may contain.</summary>
    public UnplacedLists Unplaced { get; init; } = UnplacedLists.None;

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

    /// <summary>A sentence for health's degraded_reasons; null when the lists are valid.</summary>
    public string? DegradedReasonAt(DateTimeOffset now) => StatusAt(now) switch
    {
        CrlStatus.Valid => null,
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
