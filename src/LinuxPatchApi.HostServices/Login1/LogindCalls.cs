using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.HostServices.Login1;

/// <summary>Calls to logind and what they answer.</summary>
internal static class LogindCalls
{
    public const string Service = "org.freedesktop.login1";
    public const string Path = "/org/freedesktop/login1";
    public const string Interface = "org.freedesktop.login1.Manager";

    /// <summary>SD_LOGIND_SKIP_INHIBITORS (org.freedesktop.login1(5)).</summary>
    private const ulong SkipInhibitors = 1 << 4;

    /// <summary>logind's "infinity" in microseconds; what releases send when nothing is scheduled.</summary>
    private const ulong NoTime = ulong.MaxValue;

    public static MessageBuffer WithoutArguments(string member) =>
        MessageWriter.MethodCall(Service, Path, Interface, member).CreateMessage();

    /// <summary>Reboot without asking a person for a password.</summary>
    public static MessageBuffer Reboot()
    {
        MessageWriter writer = MessageWriter.MethodCall(Service, Path, Interface, "Reboot", "b");
        writer.WriteBool(false);
        return writer.CreateMessage();
    }

    /// <summary>Reboot over block inhibitors (systemd 257 and later).</summary>
    public static MessageBuffer RebootOverInhibitors()
    {
        MessageWriter writer = MessageWriter.MethodCall(Service, Path, Interface, "RebootWithFlags", "t");
        writer.WriteUInt64(SkipInhibitors);
        return writer.CreateMessage();
    }

    public static MessageBuffer SetWallMessage(string text)
    {
        MessageWriter writer = MessageWriter.MethodCall(Service, Path, Interface, "SetWallMessage", "sb");
        writer.WriteString(text);
        writer.WriteBool(text.Length > 0);
        return writer.CreateMessage();
    }

    public static MessageBuffer ScheduleReboot(DateTimeOffset at)
    {
        MessageWriter writer = MessageWriter.MethodCall(Service, Path, Interface, "ScheduleShutdown", "st");
        writer.WriteString("reboot");
        writer.WriteUInt64((ulong)((at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond));
        return writer.CreateMessage();
    }

    /// <summary>The property ScheduledShutdown; null when nothing is scheduled.</summary>
    public static ScheduledShutdown? ReadScheduled(VariantValue value)
    {
        if (value.Signature != "(st)")
        {
            throw new DBusProtocolException($"ScheduledShutdown has the signature '{value.Signature}'.");
        }

        string type = value.Items[0].AsString() ?? "";
        ulong microseconds = value.Items[1].AsUnsigned() ?? 0;
        DateTimeOffset? at = microseconds is 0 or NoTime ? null : FromMicroseconds(microseconds);
        return type.Length > 0 && at is not null ? new ScheduledShutdown(type, at.Value) : null;
    }

    public static IReadOnlyList<Inhibitor> ReadInhibitors(DBusMessage reply)
    {
        MessageReader reader = reply.GetBodyReader("a(ssssuu)");
        var inhibitors = new List<Inhibitor>();
        for (ArrayEnd end = reader.ReadArrayStart(8); reader.HasNext(end);)
        {
            reader.AlignStruct();
            string what = reader.ReadString();
            string who = reader.ReadString();
            string why = reader.ReadString();
            string mode = reader.ReadString();
            inhibitors.Add(new Inhibitor(what, who, why, mode, reader.ReadUInt32(), reader.ReadUInt32()));
        }

        return inhibitors;
    }

    private static DateTimeOffset? FromMicroseconds(ulong microseconds)
    {
        ulong latest = (ulong)((DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        return microseconds <= latest
            ? DateTimeOffset.UnixEpoch.AddTicks((long)microseconds * TimeSpan.TicksPerMicrosecond)
            : null;
    }
}
