using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.Bus.Transport;

namespace LinuxPatchApi.HostServices.Login1;

/// <summary>Calls to logind and readers for their replies.</summary>
internal static class LogindCalls
{
    public const string Service = "org.freedesktop.login1";
    public const string Path = "/org/freedesktop/login1";
    public const string Interface = "org.freedesktop.login1.Manager";

    /// <summary>logind's "infinity" in microseconds, which some releases send when nothing is scheduled.</summary>
    private const ulong NoTime = ulong.MaxValue;

    public static BusCall ToManager(string member, params ReadOnlySpan<BusArgument> arguments) =>
        new(Service, Path, Interface, member, arguments);

    /// <summary>Reboots without interactive authorization.</summary>
    public static BusCall Reboot() => ToManager("Reboot", false);

    public static BusCall SetWallMessage(string text) => ToManager("SetWallMessage", text, text.Length > 0);

    public static BusCall ScheduleReboot(DateTimeOffset at) =>
        ToManager("ScheduleShutdown", "reboot", (ulong)((at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond));

    /// <summary>Reads the property ScheduledShutdown; null when nothing is scheduled.</summary>
    public static ScheduledShutdown? ReadScheduled(PropertyValue value)
    {
        var fields = value.AsStruct(2);
        if (fields?[0].AsText() is not { } type || fields[1].AsUnsigned() is not { } microseconds)
        {
            throw new BusProtocolException("ScheduledShutdown is not a text and a time.");
        }

        var at = microseconds is 0 or NoTime ? null : FromMicroseconds(microseconds);
        return type.Length > 0 && at is not null ? new ScheduledShutdown(type, at.Value) : null;
    }

    public static IReadOnlyList<Inhibitor> ReadInhibitors(BusMessage reply)
    {
        var reader = reply.GetBody("a(ssssuu)");
        var inhibitors = new List<Inhibitor>();
        for (var array = reader.ReadStructs(); reader.NextStruct(array);)
        {
            var what = reader.ReadString();
            var who = reader.ReadString();
            var why = reader.ReadString();
            var mode = reader.ReadString();
            inhibitors.Add(new Inhibitor(what, who, why, mode, reader.ReadUInt32(), reader.ReadUInt32()));
        }

        return inhibitors;
    }

    private static DateTimeOffset? FromMicroseconds(ulong microseconds)
    {
        var latest = (ulong)((DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        return microseconds <= latest
            ? DateTimeOffset.UnixEpoch.AddTicks((long)microseconds * TimeSpan.TicksPerMicrosecond)
            : null;
    }
}
