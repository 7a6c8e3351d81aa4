using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tls;

/// <summary>
/// What is known of revoked certificates, immutable. <paramref name="Loaded"/> says how reading went (never
/// <see cref="CrlStatus.Expired"/>, which comes with time); <paramref name="Reason"/> is a sentence, null when valid.
/// </summary>
internal sealed record CrlState(CrlStatus Loaded, string? Reason, IReadOnlyList<IssuerRevocations> Lists)
{
    /// <summary>When the earliest list that was left out for being of the future counts; null when none was.</summary>
    public DateTimeOffset? Awaited { get; init; }

    /// <summary>Lists of issuers that only a client's chain may show.</summary>
    public UnplacedLists Unplaced { get; init; } = UnplacedLists.None;

    /// <summary>No file.</summary>
    public static readonly CrlState None = new(CrlStatus.Missing, null, []);

    /// <summary>Earliest next update of all lists; null when there is none.</summary>
    public DateTimeOffset? NextUpdate => Lists.Min(list => list.NextUpdate);

    /// <summary>Oldest issue of all lists; null when there is none.</summary>
    public DateTimeOffset? ThisUpdate => Lists.Count == 0 ? null : Lists.Min(list => list.ThisUpdate);

    public CrlStatus StatusAt(DateTimeOffset now) =>
        Loaded is CrlStatus.Valid or CrlStatus.Degraded && NextUpdate is { } next && now > next ? CrlStatus.Expired : Loaded;

    /// <summary>Time since the list was issued; null without a list, never negative.</summary>
    public TimeSpan? AgeAt(DateTimeOffset now) => ThisUpdate is { } issued ? (now > issued ? now - issued : TimeSpan.Zero) : null;

    /// <summary>For health's degraded_reasons; null when the list is valid.</summary>
    public string? DegradedReasonAt(DateTimeOffset now) => StatusAt(now) switch
    {
        CrlStatus.Valid => null,
        CrlStatus.Expired => $"revocation list: its next update was due on {NextUpdate:u}",
        _ => $"revocation list: {Reason}",
    };
}
