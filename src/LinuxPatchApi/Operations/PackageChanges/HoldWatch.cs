using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>
/// Looks for new holds while a transaction was handed over and does not change packages yet: it may wait in the package manager's queue, or for
/// its packages, for minutes. Found in time, the transaction is cancelled; nothing then was changed, and the plan is made anew. Between the last look
/// and the change lie <see cref="PackageLimits.HoldLook"/>, and nobody can have less: PackageKit asks nobody before it begins.
/// </summary>
internal sealed class HoldWatch(InstalledCache installed, TimeProvider time)
{
    /// <summary>What was put on hold before the package manager began; null when nothing was.</summary>
    public string? Found { get; private set; }

    /// <summary>Ends with the work, when packages are being changed, or when a hold was found.</summary>
    /// <param name="stop">Asks the package manager to cancel.</param>
    public async Task RunAsync(JobContext context, PreparedChange prepared, Task work, CancellationTokenSource stop, CancellationToken shutdown)
    {
        // A service would have to be asked, and answers after the transaction.
        while (installed.IsLocal && !work.IsCompleted && !HasBegun(context.Job))
        {
            await Task.WhenAny(work, Task.Delay(PackageLimits.HoldLook, time, shutdown));
            if (work.IsCompleted || shutdown.IsCancellationRequested)
            {
                return;
            }

            var now = await installed.ForRequestAsync(shutdown);
            if (now.IsSuccess && PlanAge.NewlyHeld(prepared, now.Value) is { } held)
            {
                Found = held;
                context.Log($"{held}: the package manager is asked to cancel, for it has not begun yet");
                await stop.CancelAsync();
                return;
            }
        }
    }

    /// <summary>A removal is told as one from its request on; what can be cancelled has not begun.</summary>
    private static bool HasBegun(Job job) => job.Phase is JobPhase.Installing or JobPhase.Verifying || job is { Phase: JobPhase.Removing, Cancellable: false };
}
