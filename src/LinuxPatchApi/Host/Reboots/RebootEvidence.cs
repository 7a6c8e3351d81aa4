using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>Collects evidence from the host before it goes down and after it is back.</summary>
internal sealed class RebootEvidence(SystemdClient systemd, HostFacts host, TimeProvider time)
{
    private static readonly string[] Failed = ["failed"];

    public async Task<RebootProof> BeforeAsync(CancellationToken cancellationToken) =>
        new(host.BootId, host.Kernel, await FailedAsync(cancellationToken));

    /// <summary>Waits until the boot has finished, within limits, so that units that fail late are included.</summary>
    /// <returns>The complete proof, and true when the boot has finished.</returns>
    public async Task<(RebootProof Proof, bool IsSettled)> AfterAsync(RebootProof before, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var isSettled = await IsSettledAsync(cancellationToken);
        while (!isSettled && time.GetElapsedTime(started) < RebootLimits.BootPatience)
        {
            await Task.Delay(RebootLimits.BootPollInterval, time, cancellationToken);
            isSettled = await IsSettledAsync(cancellationToken);
        }

        var failed = await FailedAsync(cancellationToken);
        return (Complete(before, host.BootId, host.Kernel, failed), isSettled);
    }

    /// <summary>Adds the second half of the proof. Pure.</summary>
    /// <param name="failed">Failed units now; null when they could not be queried.</param>
    public static RebootProof Complete(RebootProof before, string bootId, string kernel, IReadOnlyList<string>? failed) => before with
    {
        NewBootId = bootId,
        KernelAfter = kernel,
        NewlyFailed = failed is null || before.FailedBefore is null
            ? null
            : [.. failed.Except(before.FailedBefore, StringComparer.Ordinal)],
    };

    /// <summary>True when systemd is shutting the host down.</summary>
    public async Task<bool> IsStoppingAsync(CancellationToken cancellationToken) =>
        await systemd.GetSystemStateAsync(cancellationToken) is { IsSuccess: true, Value: "stopping" };

    /// <summary>Reboots through systemd, bypassing logind.</summary>
    public Task<HostResult<bool>> RebootAsync(CancellationToken cancellationToken) => systemd.RebootAsync(cancellationToken);

    /// <summary>Without systemd there is nothing to wait for. A bus that is not available yet counts as not settled.</summary>
    private async Task<bool> IsSettledAsync(CancellationToken cancellationToken)
    {
        var state = await systemd.GetSystemStateAsync(cancellationToken);
        return state.IsSuccess ? state.Value is not ("initializing" or "starting") : host.InitSystem != "systemd";
    }

    private async Task<IReadOnlyList<string>?> FailedAsync(CancellationToken cancellationToken)
    {
        var units = await systemd.ListUnitsByPatternsAsync(Failed, [], cancellationToken);
        return units.IsSuccess ? [.. units.Value.Select(u => u.Name).Order(StringComparer.Ordinal)] : null;
    }
}
