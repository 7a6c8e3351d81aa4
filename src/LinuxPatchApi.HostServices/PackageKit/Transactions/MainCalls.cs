using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.HostServices.PackageKit.Transactions;

/// <summary>Calls to the main object of PackageKit.</summary>
internal static class MainCalls
{
    public static MessageBuffer WithoutArguments(string member, MessageFlags flags = MessageFlags.None) =>
        MessageWriter.MethodCall(PackageKitNames.Service, PackageKitNames.MainPath, PackageKitNames.MainInterface, member, "", flags)
            .CreateMessage();

    public static MessageBuffer TimeSinceAction(uint role)
    {
        MessageWriter writer = MessageWriter.MethodCall(
            PackageKitNames.Service, PackageKitNames.MainPath, PackageKitNames.MainInterface, "GetTimeSinceAction", "u");
        writer.WriteUInt32(role);
        return writer.CreateMessage();
    }

    /// <summary>Paths of the transactions under way; none when the daemon does not run. Does not start it.</summary>
    public static async Task<HostResult<IReadOnlyList<string>>> ListTransactionsAsync(SystemBus bus, CancellationToken cancellationToken)
    {
        HostResult<IReadOnlyList<string>> list = await bus.CallAsync<IReadOnlyList<string>>(
            WithoutArguments("GetTransactionList", MessageFlags.NoAutoStart),
            static reply => reply.GetBodyReader("ao").ReadArrayOfObjectPath(),
            PackageKitLimits.CallDeadline,
            cancellationToken);
        return list.Failure?.Reason == HostFailureReason.ServiceAbsent ? HostResult<IReadOnlyList<string>>.Success([]) : list;
    }
}
