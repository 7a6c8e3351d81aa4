using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>
/// Watches for new holds between the start of a transaction and its first change of a package: it may wait in the package manager's
/// queue, or for its downloads, for minutes. On a new hold it cancels the transaction, which has changed nothing then, and planning
/// starts again. A hold set less than <see cref="PackageLimits.HoldPollInterval"/> before the first change may go unnoticed; PackageKit
/// offers no hook before it begins.
/// </summary>
/// <param name="holds">The host's own lists; null where the installed set has all holds.</param>
internal sealed class HoldWatch(InstalledCache installed, IHolds? holds, Func<DateTimeOffset?> settings, TimeProvider time)
{
    private InstalledInventory? _compared;

    /// <summary>Packages put on hold, or settings changed, before the package manager began; null when there is no such thing.</summary>
    public string? Found { get; private set; }

    /// <summary>Completes with the work, when packages are being changed, or when a hold was found.</summary>
    /// <param name="stop">Asks the package manager to cancel the transaction.</param>
    public async Task RunAsync(
        JobContext context, PreparedChange prepared, Task work, CancellationTokenSource stop, CancellationToken shutdown)
    {
        while ((holds is not null || installed.IsLocal) && !work.IsCompleted && !HasBegun(context.Job))
        {
            await Task.WhenAny(work, Task.Delay(PackageLimits.HoldPollInterval, time, shutdown));
            if (work.IsCompleted || shutdown.IsCancellationRequested)
            {
                return;
            }

            if (await NewWishAsync(prepared, shutdown) is { } held)
            {
                Found = held;
                context.Log($"{held}: asking the package manager to cancel, because it has not begun yet");
                await stop.CancelAsync();
                return;
            }
        }
    }

    /// <summary>
    /// A round costs the reading of the lists, or a stat of the package database, whose content is compared only when it was read again. A
    /// service that is the source of the installed set is not asked: it would answer after the transaction.
    /// </summary>
    private async Task<string?> NewWishAsync(PreparedChange prepared, CancellationToken shutdown)
    {
        if (holds is not null)
        {
            var read = holds.Read();
            return read.IsSuccess ? PlanAge.NewWish(prepared, read.Value, settings()) : read.Failure.Message;
        }

        var now = await installed.ForRequestAsync(shutdown);
        if (!now.IsSuccess || (ReferenceEquals(now.Value, _compared ?? prepared.Before) && settings() == prepared.Settings))
        {
            return null;
        }

        _compared = now.Value;
        return PlanAge.NewWish(prepared, now.Value, settings());
    }

    /// <summary>A removal is reported as such from its request on; what can still be cancelled has not begun.</summary>
    private static bool HasBegun(Job job) =>
        job.Phase is JobPhase.Installing or JobPhase.Verifying || job is { Phase: JobPhase.Removing, Cancellable: false };
}
