using System.Collections.Concurrent;
using System.Diagnostics;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Tmds.DBus.Protocol;

namespace LinuxPatchApi.Tests.Operations.Reboots;

/// <summary>A logind without inhibitors on a private bus, which takes every schedule and makes no reboot.</summary>
internal sealed class FakeLogind : IPathMethodHandler, IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Process _daemon;
    private readonly DBusConnection _connection;
    private ScheduledShutdown? _scheduled;

    private FakeLogind()
    {
        _daemon = Process.Start(new ProcessStartInfo(
            "dbus-daemon", ["--session", "--nofork", "--nopidfile", "--print-address", $"--address={Address}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _daemon.BeginErrorReadLine();
        _connection = new DBusConnection(Address);
        Bus = new SystemBus(Address, TimeProvider.System, NullLogger.Instance);
    }

    public SystemBus Bus { get; }

    public string Path => "/org/freedesktop/login1";

    public bool HandlesChildPaths => false;

    /// <summary>Members called so far.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What is scheduled, by the agent or by whoever sets it: nobody is told of it, as by the real one.</summary>
    public ScheduledShutdown? Scheduled
    {
        get => Volatile.Read(ref _scheduled);
        set => Volatile.Write(ref _scheduled, value);
    }

    private string Address => $"unix:path={_directory.File("bus")}";

    public static async Task<FakeLogind> StartAsync()
    {
        var logind = new FakeLogind();
        Assert.NotNull(await logind._daemon.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await logind._connection.ConnectAsync();
        logind._connection.AddMethodHandler(logind);
        await logind._connection.RequestNameAsync("org.freedesktop.login1", RequestNameOptions.Default);
        await logind.Bus.StartAsync(TestContext.Current.CancellationToken);
        return logind;
    }

    public async ValueTask DisposeAsync()
    {
        await Bus.DisposeAsync();
        _connection.Dispose();
        _daemon.Kill();
        await _daemon.WaitForExitAsync(CancellationToken.None);
        _daemon.Dispose();
        _directory.Dispose();
    }

    public ValueTask HandleMethodAsync(MethodContext context)
    {
        var member = context.Request.MemberAsString!;
        Calls.Enqueue(member);
        switch (member)
        {
            case "CanReboot":
                using (var writer = context.CreateReplyWriter("s"))
                {
                    writer.WriteString("yes");
                    context.Reply(writer.CreateMessage());
                }
                break;
            case "ListInhibitors":
                using (var writer = context.CreateReplyWriter("a(ssssuu)"))
                {
                    var rows = writer.WriteArrayStart(DBusType.Struct);
                    writer.WriteArrayEnd(rows);
                    context.Reply(writer.CreateMessage());
                }
                break;
            case "Get":
                ReplyToGet(context);
                break;
            case "CancelScheduledShutdown":
                using (var writer = context.CreateReplyWriter("b"))
                {
                    writer.WriteBool(Scheduled is not null);
                    Scheduled = null;
                    context.Reply(writer.CreateMessage());
                }
                break;
            case "SetWallMessage" or "ScheduleShutdown":
                if (member == "ScheduleShutdown")
                {
                    var body = context.Request.GetBodyReader();
                    Scheduled = new ScheduledShutdown(body.ReadString(), FromMicroseconds(body.ReadUInt64()));
                }

                using (var writer = context.CreateReplyWriter(""))
                {
                    context.Reply(writer.CreateMessage());
                }
                break;
            default:
                context.ReplyUnknownMethodError();
                break;
        }
        return ValueTask.CompletedTask;
    }

    private static DateTimeOffset FromMicroseconds(ulong at) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)at * TimeSpan.TicksPerMicrosecond);

    private void ReplyToGet(MethodContext context)
    {
        var body = context.Request.GetBodyReader();
        _ = body.ReadString();
        using var writer = context.CreateReplyWriter("v");
        if (body.ReadString() == "ScheduledShutdown")
        {
            writer.WriteSignature("(st)");
            writer.WriteStructureStart();
            writer.WriteString(Scheduled?.Type ?? "");
            writer.WriteUInt64(Scheduled is { } at
                ? (ulong)((at.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) : ulong.MaxValue);
        }
        else
        {
            writer.WriteVariantBool(false);
        }

        context.Reply(writer.CreateMessage());
    }
}
