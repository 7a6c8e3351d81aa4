using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;

namespace LinuxPatchApi.Api.Lists;

/// <summary>Lists with all that the repositories offer: made one at a time, and shared by those who ask for the same while one of them reads it.</summary>
internal sealed class OfferedLists(HeldLists held)
{
    /// <summary>What making such a list may take, in items. Origin: Debian's 63 500.</summary>
    public const int Expected = 64_000;

    /// <summary>How long a request waits while others' lists are made. Origin: a second each, for the burst of reads of one client.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1);
    private Latest? _latest;

    /// <summary>The answer to those who find no room.</summary>
    public static ApiAnswer Refusal { get; } = ApiAnswer.Refuse(
        ApiReason.NoCapacity, "other long lists are being read; try again, or ask for less with limit or name");

    /// <summary>The list, made now or a moment ago of the same, and what holds it until it is disposed of; or why there is none.</summary>
    /// <param name="filter">What was asked.</param>
    /// <param name="installed">With <paramref name="updates"/> and <paramref name="changedAt"/> what it is made of.</param>
    /// <param name="make">Runs alone, in the thread of the caller.</param>
    public async Task<(HeldPage? List, ApiAnswer? Failure)> GetAsync(
        PackageFilter filter,
        object installed,
        object? updates,
        DateTimeOffset? changedAt,
        Func<(IReadOnlyList<Package> Page, int Total, ApiAnswer? Failure)> make,
        CancellationToken cancellationToken)
    {
        if (!await _gate.WaitAsync(Patience, cancellationToken))
        {
            return (null, Refusal);
        }

        try
        {
            if (_latest is { } latest && latest.IsOf(filter, installed, updates, changedAt) && latest.Page.TryGetTarget(out var known))
            {
                return Hold(known, latest.Total);
            }

            if (!held.HasSpaceFor(Expected))
            {
                return (null, Refusal);
            }

            var (page, total, failure) = make();
            if (failure is not null)
            {
                return (null, failure);
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

    /// <param name="Hold">To be disposed of when the list is read.</param>
    internal sealed record HeldPage(IReadOnlyList<Package> Page, int Total, IDisposable Hold);

    /// <summary>Weak throughout: neither the list nor what it was made of is kept for a reader who may never come.</summary>
    private sealed record Latest(
        PackageFilter Filter, WeakReference Installed, WeakReference Updates, DateTimeOffset? ChangedAt, WeakReference<IReadOnlyList<Package>> Page, int Total)
    {
        public bool IsOf(PackageFilter filter, object installed, object? updates, DateTimeOffset? changedAt) =>
            Filter == filter && ReferenceEquals(Installed.Target, installed) && ReferenceEquals(Updates.Target, updates) && ChangedAt == changedAt;
    }
}
