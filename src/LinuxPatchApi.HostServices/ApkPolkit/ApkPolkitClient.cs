using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;

namespace LinuxPatchApi.HostServices.ApkPolkit;

/// <summary>
/// A client of apk-polkit-rs (dev.Cogitri.apkPolkit2), by the signatures that its public clients use. Each call blocks until its work is
/// done: there are no transactions, no progress, no cancel and no signals.
/// </summary>
public sealed class ApkPolkitClient(SystemBus bus)
{
    public const string Service = "dev.Cogitri.apkPolkit2";

    private const string ObjectPath = "/dev/Cogitri/apkPolkit2";

    /// <summary>All fields of a row.</summary>
    private const uint AllDetails = 0xFF;

    /// <summary>Returns true when the service runs, or the bus can start it.</summary>
    public async Task<HostResult<bool>> IsPresentAsync(CancellationToken cancellationToken)
    {
        var running = await bus.NameHasOwnerAsync(Service, cancellationToken);
        if (!running.IsSuccess || running.Value)
        {
            return running;
        }

        var startable = await bus.ListActivatableNamesAsync(cancellationToken);
        return startable.IsSuccess ? startable.Value.Contains(Service) : startable.Failure;
    }

    public Task<HostResult<IReadOnlyList<ApkPolkitRow>>> ListUpgradableAsync(CancellationToken cancellationToken) =>
        RowsAsync(Call("ListUpgradablePackages", AllDetails), cancellationToken);

    /// <summary>Returns the rows of the packages that the service knows; it answers an unknown name with an error in its row.</summary>
    public Task<HostResult<IReadOnlyList<ApkPolkitRow>>> GetDetailsAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        RowsAsync(Call("GetPackagesDetails", names.ToArray(), AllDetails), cancellationToken);

    public Task<HostResult<bool>> RefreshAsync(CancellationToken cancellationToken) =>
        bus.CallAsync(Call("UpdateRepositories"), static _ => true, ApkPolkitLimits.RefreshDeadline, cancellationToken);

    public Task<HostResult<bool>> AddAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        ChangeAsync("AddPackages", names, cancellationToken);

    public Task<HostResult<bool>> DeleteAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        ChangeAsync("DeletePackages", names, cancellationToken);

    public Task<HostResult<bool>> UpgradeAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        ChangeAsync("UpgradePackages", names, cancellationToken);

    private static BusCall Call(string member, params ReadOnlySpan<BusArgument> arguments) =>
        new(Service, ObjectPath, Service, member, arguments);

    private Task<HostResult<bool>> ChangeAsync(string member, IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        bus.CallAsync(Call(member, names.ToArray()), static _ => true, ApkPolkitLimits.ChangeDeadline, cancellationToken);

    private Task<HostResult<IReadOnlyList<ApkPolkitRow>>> RowsAsync(BusCall call, CancellationToken cancellationToken) =>
        bus.CallAsync(call, ReadRows, ApkPolkitLimits.QueryDeadline, cancellationToken);

    private static IReadOnlyList<ApkPolkitRow> ReadRows(BusMessage reply)
    {
        var reader = reply.GetBody("aa{sv}");
        var rows = new List<ApkPolkitRow>();
        foreach (var bag in reader.ReadPropertyBags())
        {
            if (bag.Text("error") is null && bag.Text("name") is { Length: > 0 } name && bag.Text("version") is { } version)
            {
                rows.Add(new ApkPolkitRow(
                    name, version, bag.Text("staging_version") is { Length: > 0 } staged ? staged : null, bag.Text("description") ?? "",
                    Bytes(bag.UInt64("installed_size")), Bytes(bag.UInt64("size")),
                    (ApkPolkitState)(bag.UInt32("package_state") ?? (uint)ApkPolkitState.Available)));
            }
        }

        return rows;
    }

    private static long? Bytes(ulong? value) => value is <= long.MaxValue ? (long)value.Value : null;
}
