using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.HostServices.Tests.Support;
using LinuxPatchApi.HostServices.Tests.Support.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxPatchApi.HostServices.Tests.Login1;

public sealed class LogindClientTests
{
    private static readonly DateTimeOffset At = new(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reboot_is_scheduled_in_microseconds_and_read_back()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using FakeService logind = await StartAsync(bus);
        await using SystemBus systemBus = await ConnectAsync(bus);
        var client = new LogindClient(systemBus);
        Assert.True((await client.ScheduleRebootAsync(At, "updates", Stop)).IsSuccess);
        MessageReader wall = logind.LastCall("SetWallMessage").GetBodyReader("sb");
        Assert.Equal(("updates", true), (wall.ReadString(), wall.ReadBool()));
        MessageReader schedule = logind.LastCall("ScheduleShutdown").GetBodyReader("st");
        Assert.Equal("reboot", schedule.ReadString());
        var microseconds = schedule.ReadUInt64();
        Assert.Equal((ulong)At.ToUnixTimeMilliseconds() * 1000, microseconds);
        logind.On("Get", call => logind.ReplyVariantAsync(call, Scheduled("reboot", microseconds)));
        Assert.Equal(new ScheduledShutdown("reboot", At), (await client.GetScheduledAsync(Stop)).Value);
    }

    [Fact]
    public async Task A_cancelled_schedule_leaves_no_wall_message()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using FakeService logind = await StartAsync(bus);
        logind.On("CancelScheduledShutdown", call =>
        {
            MessageWriter writer = MessageWriter.MethodReturn(call, "b");
            writer.WriteBool(true);
            return logind.SendAsync(writer);
        });
        logind.On("Get", call => logind.ReplyVariantAsync(call, VariantValue.String("rack move")));
        await using SystemBus systemBus = await ConnectAsync(bus);
        var client = new LogindClient(systemBus);
        Assert.Equal("rack move", (await client.GetWallMessageAsync(Stop)).Value);
        Assert.True((await client.CancelScheduledAsync(Stop)).Value);
        MessageReader wall = logind.LastCall("SetWallMessage").GetBodyReader("sb");
        Assert.Equal(("", false), (wall.ReadString(), wall.ReadBool()));
    }

    [Theory]
    [InlineData("", 0ul)]
    [InlineData("", ulong.MaxValue)]
    [InlineData("reboot", ulong.MaxValue)]
    [InlineData("reboot", ulong.MaxValue - 1)]
    public async Task Nothing_scheduled_is_null(string type, ulong microseconds)
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using FakeService logind = await StartAsync(bus);
        logind.On("Get", call => logind.ReplyVariantAsync(call, Scheduled(type, microseconds)));
        await using SystemBus systemBus = await ConnectAsync(bus);
        HostResult<ScheduledShutdown?> scheduled = await new LogindClient(systemBus).GetScheduledAsync(Stop);
        Assert.True(scheduled.IsSuccess);
        Assert.Null(scheduled.Value);
    }

    [Theory]
    [InlineData("org.freedesktop.login1.BlockedByInhibitorLock", "Operation denied", HostFailureReason.Refused)]
    [InlineData("org.freedesktop.DBus.Error.AccessDenied", "Access denied due to active block inhibitor", HostFailureReason.Refused)]
    [InlineData("org.freedesktop.DBus.Error.AccessDenied", "Permission denied", HostFailureReason.AccessDenied)]
    public async Task An_inhibitor_refuses_and_a_missing_right_denies(string error, string text, HostFailureReason reason)
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using FakeService logind = await StartAsync(bus);
        logind.On("Reboot", call => logind.SendAsync(MessageWriter.Error(call, error, text)));
        await using SystemBus systemBus = await ConnectAsync(bus);
        HostFailure? failure = (await new LogindClient(systemBus).RebootAsync(Stop)).Failure;
        Assert.Equal((reason, text), (failure?.Reason, failure?.Detail));
    }

    [Theory]
    [InlineData("shutdown:idle", "block", true)]
    [InlineData("sleep:shutdown", "block-weak", true)]
    [InlineData("shutdown", "delay", false)]
    [InlineData("sleep", "block", false)]
    public async Task Inhibitors_are_read(string what, string mode, bool blocks)
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using FakeService logind = await StartAsync(bus);
        logind.On("ListInhibitors", call =>
        {
            MessageWriter writer = MessageWriter.MethodReturn(call, "a(ssssuu)");
            ArrayStart start = writer.WriteArrayStart(8);
            writer.WriteStructStart();
            foreach (var field in (string[])[what, "Package Updater", "Package Update in Progress", mode])
            {
                writer.WriteString(field);
            }

            writer.WriteUInt32(0);
            writer.WriteUInt32(36);
            writer.WriteArrayEnd(start);
            return logind.SendAsync(writer);
        });
        await using SystemBus systemBus = await ConnectAsync(bus);
        Inhibitor inhibitor = Assert.Single((await new LogindClient(systemBus).ListInhibitorsAsync(Stop)).Value);
        Assert.Equal(new Inhibitor(what, "Package Updater", "Package Update in Progress", mode, 0, 36), inhibitor);
        Assert.Equal(blocks, inhibitor.BlocksShutdown);
    }

    private static VariantValue Scheduled(string type, ulong microseconds) =>
        VariantValue.Struct(VariantValue.String(type), VariantValue.UInt64(microseconds));

    private static Task<FakeService> StartAsync(PrivateBus bus) => FakeService.StartAsync(bus, "org.freedesktop.login1", service =>
    {
        service.On("SetWallMessage", service.ReplyAsync);
        service.On("ScheduleShutdown", service.ReplyAsync);
    });

    private static async Task<SystemBus> ConnectAsync(PrivateBus bus)
    {
        var systemBus = new SystemBus(bus.Address, TimeProvider.System, NullLogger.Instance);
        await systemBus.StartAsync(Stop);
        return systemBus;
    }
}
