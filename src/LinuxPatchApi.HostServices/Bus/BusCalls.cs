using LinuxPatchApi.DBus.Connection;
using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>Calls to the bus itself and the standard interface of properties.</summary>
internal static class BusCalls
{
    public static MessageBuffer WithoutArguments(string member) =>
        MessageWriter.MethodCall(BusNames.Bus, BusNames.BusPath, BusNames.Bus, member).CreateMessage();

    public static MessageBuffer ForName(string member, string name)
    {
        MessageWriter writer = MessageWriter.MethodCall(BusNames.Bus, BusNames.BusPath, BusNames.Bus, member, "s");
        writer.WriteString(name);
        return writer.CreateMessage();
    }

    /// <summary>Properties.GetAll of one interface.</summary>
    public static MessageBuffer GetAll(string destination, string path, string @interface)
    {
        MessageWriter writer = MessageWriter.MethodCall(destination, path, BusNames.PropertiesInterface, "GetAll", "s");
        writer.WriteString(@interface);
        return writer.CreateMessage();
    }

    /// <summary>Properties.Get of one property.</summary>
    public static MessageBuffer Get(string destination, string path, string @interface, string property)
    {
        MessageWriter writer = MessageWriter.MethodCall(destination, path, BusNames.PropertiesInterface, "Get", "ss");
        writer.WriteString(@interface);
        writer.WriteString(property);
        return writer.CreateMessage();
    }

    public static PropertyBag ReadAll(DBusMessage reply) => new(reply.GetBodyReader("a{sv}").ReadDictionary());

    public static VariantValue ReadOne(DBusMessage reply) => reply.GetBodyReader("v").ReadVariantValue();

    /// <summary>The third argument of NameOwnerChanged; null when the name has no owner any more.</summary>
    public static string? ReadNewOwner(DBusMessage signal)
    {
        MessageReader reader = signal.GetBodyReader("sss");
        _ = reader.ReadString();
        _ = reader.ReadString();
        string owner = reader.ReadString();
        return owner.Length > 0 ? owner : null;
    }
}
