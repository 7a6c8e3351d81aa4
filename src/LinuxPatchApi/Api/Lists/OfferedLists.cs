using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;

namespace LinuxPatchApi.Api.Lists;

/// <summary>
/// Lists of all packages that the repositories offer: built one at a time, and shared by equal requests while one of them reads it.
/// </summary>
internal sealed class OfferedLists(HeldLists held)
{
    /// <summary>Items assumed for a list of everything before it is built. Origin: Debian's 63 500.</summary>
    public const int Expected = 64_000;

    /// <summary>
    /// How long a request waits while other lists are built. Origin: a second each, for the burst of reads of one client.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1);
    private Latest? _latest;

    /// <summary>The answer when too much is held.</summary>
    public static ApiAnswer Refusal { get; } = ApiAnswer.Refuse(
        ApiReason.NoCapacity, "other long lists are being read; try again when they have been sent, or name the packages (name)");

    /// <summary>
    /// Returns the list with its hold, which the caller disposes; or a failure. Reuses a list of the same filter and data that is still
    /// being read.
    /// </summary>
    /// <param name="filter">The query.</param>
    /// <param name="installed">Together with <paramref name="updates"/> and <paramref name="changedAt"/> identifies the data.</param>
    /// <param name="build">Builds the list on the thread of the caller; never runs twice at once. Receives the most items that it may
    /// build, and has no page when there are more.</param>
    public async Task<(HeldPage? List, ApiAnswer? Failure)> GetAsync(
        PackageFilter filter,
        object installed,
        object? updates,
        DateTimeOffset? changedAt,
        Func<int, (IReadOnlyList<Package>? Page, int Total, ApiAnswer? Failure)> build,
        CancellationToken cancellationToken)
    {
        if (!await _gate.WaitAsync(Patience, cancellationToken))
        {
            return (null, Refusal);
        }

        try
        {
            if (_latest is { } latest
                && latest.IsOf(filter, installed, updates, changedAt) && latest.Page.TryGetTarget(out var known))
            {
                return Hold(known, latest.Total);
            }

            // All items of a filter are built, also for one page of them. Those of a name are as many as match it.
            var space = held.Space;
            if (filter.Name is null && space < Expected)
            {
                return (null, Refusal);
            }

            var (page, total, failure) = build(space);
            if (page is null)
            {
                return (null, failure ?? Refusal);
            }

            _latest = new Latest(filter, new(installed), new(updates), changedAt, new(page), total);
            return Hold(page, total);
        }
        finally
        {
            _gate.Release();
        }
    }

    private (HeldPage? List, ApiAnswer? Failure) Hold(IReadOnlyList<Package> page, int total) =>
        held.TryHold(page, page.Count) is { } hold ? (new HeldPage(page, total, hold), null) : (null, Refusal);

    /// <param name="Hold">To be disposed once the list is sent.</param>
    internal sealed record HeldPage(IReadOnlyList<Package> Page, int Total, IDisposable Hold);

    /// <summary>Only weak references, so that neither the list nor its data stays in memory for a reader who may never come.</summary>
    private sealed record Latest(
        PackageFilter Filter,
        WeakReference Installed,
        WeakReference Updates,
        DateTimeOffset? ChangedAt,
        WeakReference<IReadOnlyList<Package>> Page,
        int Total)
    {
        public bool IsOf(PackageFilter filter, object installed, object? updates, DateTimeOffset? changedAt) =>
            Filter == filter
            && ReferenceEquals(Installed.Target, installed) && ReferenceEquals(Updates.Target, updates) && ChangedAt == changedAt;
    }
}
