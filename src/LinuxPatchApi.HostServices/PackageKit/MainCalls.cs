using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.PackageKit.Transactions;

namespace LinuxPatchApi.HostServices.PackageKit;

/// <summary>Calls to the main object of PackageKit.</summary>
internal static class MainCalls
{
    /// <summary>Builds a call that starts the daemon when it is not running.</summary>
    public static BusCall ToDaemon(string member, params ReadOnlySpan<BusArgument> arguments) =>
        new(PackageKitNames.Service, PackageKitNames.MainPath, PackageKitNames.MainInterface, member, arguments);

    /// <summary>Builds a call that does not start the daemon.</summary>
    public static BusCall ToRunningDaemon(string member) =>
        new(PackageKitNames.Service, PackageKitNames.MainPath, PackageKitNames.MainInterface, member) { NoAutoStart = true };

    /// <summary>Lists the paths of running transactions; empty when the daemon is not running. Does not start it.</summary>
    public static async Task<HostResult<IReadOnlyList<string>>> ListTransactionsAsync(SystemBus bus, CancellationToken cancellationToken)
    {
        var list = await RunningTransactionsAsync(bus, cancellationToken);
        return IsAbsent(list) ? HostResult<IReadOnlyList<string>>.Success([]) : list;
    }

    /// <summary>True while the daemon owns its name, also when it does not answer. Does not start it.</summary>
    public static async Task<bool> IsRunningAsync(SystemBus bus, CancellationToken cancellationToken) =>
        !IsAbsent(await RunningTransactionsAsync(bus, cancellationToken));

    private static bool IsAbsent(HostResult<IReadOnlyList<string>> list) => list.Failure?.Reason == HostFailureReason.ServiceAbsent;

    private static Task<HostResult<IReadOnlyList<string>>> RunningTransactionsAsync(SystemBus bus, CancellationToken cancellationToken) =>
        bus.CallAsync<IReadOnlyList<string>>(
            ToRunningDaemon("GetTransactionList"),
            static reply => reply.GetBody("ao").ReadObjectPaths(),
            PackageKitLimits.CallDeadline,
            cancellationToken);
}
