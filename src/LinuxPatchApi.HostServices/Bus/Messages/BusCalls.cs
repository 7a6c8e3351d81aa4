namespace LinuxPatchApi.HostServices.Bus.Messages;

/// <summary>Calls to the bus itself and to the standard properties interface, with readers for their replies.</summary>
internal static class BusCalls
{
    public static BusCall ToBus(string member, params ReadOnlySpan<BusArgument> arguments) =>
        new(BusNames.Bus, BusNames.BusPath, BusNames.Bus, member, arguments);

    /// <summary>Reads all properties of one interface (Properties.GetAll).</summary>
    public static BusCall GetAll(string destination, string path, string @interface) =>
        new(destination, path, BusNames.PropertiesInterface, "GetAll", @interface);

    /// <summary>Reads one property (Properties.Get).</summary>
    public static BusCall Get(string destination, string path, string @interface, string property) =>
        new(destination, path, BusNames.PropertiesInterface, "Get", @interface, property);

    public static PropertyBag ReadAll(BusMessage reply)
    {
        var reader = reply.GetBody("a{sv}");
        return reader.ReadProperties();
    }

    public static PropertyValue ReadOne(BusMessage reply)
    {
        var reader = reply.GetBody("v");
        return reader.ReadVariant();
    }

    public static string ReadText(BusMessage reply)
    {
        var reader = reply.GetBody("s");
        return reader.ReadString();
    }

    public static string ReadObjectPath(BusMessage reply)
    {
        var reader = reply.GetBody("o");
        return reader.ReadObjectPath();
    }

    public static bool ReadBool(BusMessage reply)
    {
        var reader = reply.GetBody("b");
        return reader.ReadBool();
    }
}
