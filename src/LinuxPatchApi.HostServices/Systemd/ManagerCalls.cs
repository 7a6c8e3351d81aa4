using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>Calls to the systemd manager and what they answer.</summary>
internal static class ManagerCalls
{
    /// <summary>A call with strings as its arguments.</summary>
    public static MessageBuffer WithTexts(string member, params ReadOnlySpan<string> arguments)
    {
        MessageWriter writer = MessageWriter.MethodCall(
            SystemdNames.Service, SystemdNames.ManagerPath, SystemdNames.ManagerInterface, member, new string('s', arguments.Length));
        foreach (string argument in arguments)
        {
            writer.WriteString(argument);
        }

        return writer.CreateMessage();
    }

    public static MessageBuffer ListUnitsByPatterns(IReadOnlyList<string> states, IReadOnlyList<string> patterns)
    {
        MessageWriter writer = MessageWriter.MethodCall(
            SystemdNames.Service, SystemdNames.ManagerPath, SystemdNames.ManagerInterface, "ListUnitsByPatterns", "asas");
        writer.WriteArrayOfString(states);
        writer.WriteArrayOfString(patterns);
        return writer.CreateMessage();
    }

    public static IReadOnlyList<UnitListing> ReadUnits(DBusMessage reply)
    {
        MessageReader reader = reply.GetBodyReader("a(ssssssouso)");
        var units = new List<UnitListing>();
        for (ArrayEnd end = reader.ReadArrayStart(8); reader.HasNext(end);)
        {
            reader.AlignStruct();
            string name = reader.ReadString();
            string description = reader.ReadString();
            string loadState = reader.ReadString();
            string activeState = reader.ReadString();
            units.Add(new UnitListing(name, description, loadState, activeState, reader.ReadString()));
            _ = reader.ReadString();
            _ = reader.ReadObjectPath();
            _ = reader.ReadUInt32();
            _ = reader.ReadString();
            _ = reader.ReadObjectPath();
        }

        return units;
    }

    /// <summary>Job path and result of a JobRemoved signal.</summary>
    public static (string Job, string Result) ReadJobRemoved(DBusMessage signal)
    {
        MessageReader reader = signal.GetBodyReader("uoss");
        _ = reader.ReadUInt32();
        string job = reader.ReadObjectPath();
        _ = reader.ReadString();
        return (job, reader.ReadString());
    }
}
