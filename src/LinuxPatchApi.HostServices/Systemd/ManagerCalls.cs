using LinuxPatchApi.HostServices.Bus.Messages;

namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>Calls to the systemd manager and readers for their replies.</summary>
internal static class ManagerCalls
{
    public static BusCall ToManager(string member, params ReadOnlySpan<BusArgument> arguments) =>
        new(SystemdNames.Service, SystemdNames.ManagerPath, SystemdNames.ManagerInterface, member, arguments);

    public static IReadOnlyList<UnitListing> ReadUnits(BusMessage reply)
    {
        var reader = reply.GetBody("a(ssssssouso)");
        var units = new List<UnitListing>();
        for (var array = reader.ReadStructs(); reader.NextStruct(array);)
        {
            var name = reader.ReadString();
            var description = reader.ReadString();
            var loadState = reader.ReadString();
            var activeState = reader.ReadString();
            units.Add(new UnitListing(name, description, loadState, activeState, reader.ReadString()));
            _ = reader.ReadString();
            _ = reader.ReadObjectPath();
            _ = reader.ReadUInt32();
            _ = reader.ReadString();
            _ = reader.ReadObjectPath();
        }

        return units;
    }

    /// <summary>Reads job path and result of a JobRemoved signal.</summary>
    public static (string Job, string Result) ReadJobRemoved(BusMessage signal)
    {
        var reader = signal.GetBody("uoss");
        _ = reader.ReadUInt32();
        var job = reader.ReadObjectPath();
        _ = reader.ReadString();
        return (job, reader.ReadString());
    }
}
