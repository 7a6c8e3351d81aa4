using LinuxPatchApi.HostServices.Bus;

namespace LinuxPatchApi.HostServices.PackageKit.Transactions;

/// <summary>Calls to the main object of PackageKit.</summary>
internal static class MainCalls
{
    /// <summary>A call that starts the daemon when it does not run.</summary>
    public static BusCall ToDaemon(string member, params ReadOnlySpan<BusArgument> arguments) =>
        new(PackageKitNames.Service, PackageKitNames.MainPath, PackageKitNames.MainInterface, member, arguments);

    /// <summary>A call that does not start it.</summary>
    public static BusCall ToRunningDaemon(string member) =>
        new(PackageKitNames.Service, PackageKitNames.MainPath, PackageKitNames.MainInterface, member) { NoAutoStart = true };

    /// <summary>Paths of the transactions under way; none when the daemon does not run. Does not start it.</summary>
    public static async Task<HostResult<IReadOnlyList<string>>> ListTransactionsAsync(SystemBus bus, CancellationToken cancellationToken)
    {
        var list = await bus.CallAsync<IReadOnlyList<string>>(
            ToRunningDaemon("GetTransactionList"),
            static reply => reply.GetBody("ao").ReadObjectPaths(),
            PackageKitLimits.CallDeadline,
            cancellationToken);
        return list.Failure?.Reason == HostFailureReason.ServiceAbsent ? HostResult<IReadOnlyList<string>>.Success([]) : list;
    }
}
