using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.HostServices.Tests.Support;
using LinuxPatchApi.HostServices.Tests.Support.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxPatchApi.HostServices.Tests.Systemd;

public sealed class SystemdClientTests
{
    private const string Name = "org.freedesktop.systemd1";
    private const string Job = "/org/freedesktop/systemd1/job/12";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "done")]
    [InlineData(false, "failed")]
    public async Task The_result_of_a_job_is_found_whether_it_comes_before_or_after_the_answer(bool before, string result)
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using FakeService systemd = await FakeService.StartAsync(bus, Name, service =>
        {
            service.On("Subscribe", service.ReplyAsync);
            service.On("RestartUnit", async call =>
            {
                await RemovedAsync(service, "/org/freedesktop/systemd1/job/11", "canceled");
                if (before)
                {
                    await RemovedAsync(service, Job, result);
                }

                await service.ReplyPathAsync(call, Job);
                if (!before)
                {
                    await RemovedAsync(service, Job, result);
                }
            });
        });
        await using var systemBus = new SystemBus(bus.Address, TimeProvider.System, NullLogger.Instance);
        await systemBus.StartAsync(Stop);
        Assert.Equal(result, (await new SystemdClient(systemBus).RestartUnitAsync("x.service", Stop)).Value);
    }

    [Fact]
    public async Task The_state_of_the_system_is_read_and_a_reboot_is_the_start_of_its_target()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using FakeService systemd = await FakeService.StartAsync(bus, Name, service =>
        {
            service.On("Get", call => service.ReplyVariantAsync(call, VariantValue.String("stopping")));
            service.On("StartUnit", call => service.ReplyPathAsync(call, Job));
        });
        await using var systemBus = new SystemBus(bus.Address, TimeProvider.System, NullLogger.Instance);
        await systemBus.StartAsync(Stop);
        var client = new SystemdClient(systemBus);
        Assert.Equal("stopping", (await client.GetSystemStateAsync(Stop)).Value);
        Assert.True((await client.RebootAsync(Stop)).IsSuccess);
        MessageReader start = systemd.LastCall("StartUnit").GetBodyReader("ss");
        Assert.Equal(("reboot.target", "replace-irreversibly"), (start.ReadString(), start.ReadString()));
    }

    [Fact]
    public async Task A_service_is_read_with_both_interfaces_and_other_units_with_one()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using FakeService systemd = await FakeService.StartAsync(bus, Name, service =>
        {
            service.On("LoadUnit", call => service.ReplyPathAsync(call, call.FirstStringArgument == "x.timer" ? "/timer" : "/service"));
            service.On("GetAll", call => (call.Header.Path, call.FirstStringArgument) switch
            {
                ("/timer", _) => service.ReplyPropertiesAsync(call, ("Id", VariantValue.String("x.timer"))),
                (_, "org.freedesktop.systemd1.Unit") => service.ReplyPropertiesAsync(
                    call,
                    ("Id", VariantValue.String("x.service")),
                    ("TriggeredBy", VariantValue.Array("s", [VariantValue.String("x.timer")]))),
                _ => service.ReplyPropertiesAsync(
                    call,
                    ("MainPID", VariantValue.UInt32(0)),
                    ("Type", VariantValue.String("notify")),
                    ("NRestarts", VariantValue.UInt32(3))),
            });
        });
        await using var systemBus = new SystemBus(bus.Address, TimeProvider.System, NullLogger.Instance);
        await systemBus.StartAsync(Stop);
        var client = new SystemdClient(systemBus);
        UnitState service = (await client.GetUnitAsync("x.service", Stop)).Value;
        Assert.Equal(("x.service", (uint?)null, "notify", 3u), (service.Id, service.MainPid, service.Type, service.NRestarts));
        Assert.Equal(["x.timer"], service.TriggeredBy);
        UnitState timer = (await client.GetUnitAsync("x.timer", Stop)).Value;
        Assert.Equal(("x.timer", null, null), (timer.Id, timer.Type, timer.NRestarts));
    }

    [Fact]
    public async Task A_host_without_systemd_says_so()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using var systemBus = new SystemBus(bus.Address, TimeProvider.System, NullLogger.Instance);
        await systemBus.StartAsync(Stop);
        var client = new SystemdClient(systemBus);
        Assert.False((await client.IsPresentAsync(Stop)).Value);
        Assert.Equal(HostFailureReason.ServiceAbsent, (await client.GetUnitAsync("x.service", Stop)).Failure?.Reason);
        Assert.Equal(HostFailureReason.ServiceAbsent, (await client.RestartUnitAsync("x.service", Stop)).Failure?.Reason);
    }

    private static Task RemovedAsync(FakeService service, string job, string result)
    {
        MessageWriter writer = MessageWriter.Signal("/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "JobRemoved", "uoss");
        writer.WriteUInt32(12);
        writer.WriteObjectPath(job);
        writer.WriteString("x.service");
        writer.WriteString(result);
        return service.SendAsync(writer);
    }
}
