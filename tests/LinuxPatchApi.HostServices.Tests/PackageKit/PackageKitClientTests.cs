using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.PackageKit;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.HostServices.Tests.Support;
using LinuxPatchApi.HostServices.Tests.Support.Wire;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.HostServices.Tests.PackageKit;

/// <summary>The client on a real dbus-daemon, against a daemon that replays recorded signals.</summary>
public sealed class PackageKitClientTests
{
    private static readonly PackageKitRequest.UpdatePackages Update =
        new(PackageKitTransactionFlags.OnlyTrusted, [PackageId.Parse("tb-demo;2.0-1+deb1u1;all;debian-stable-security-main")]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_is_created_hinted_called_and_followed_to_its_end()
    {
        using var bus = await PrivateBus.StartAsync();
        await using var daemon = await FakePackageKit.StartAsync(bus, "UpdatePackages", "update");
        await using var systemBus = await ConnectAsync(bus.Address);
        var outcome = (await new PackageKitClient(systemBus).RunAsync(Update, Stop)).Value;
        Assert.True(outcome.Succeeded);
        Assert.Equal(11, outcome.Packages.Count);
        Assert.Equal(["CreateTransaction", "GetAll", "SetHints", "UpdatePackages"], daemon.Calls);
        var hints = daemon.LastCall("SetHints").GetBodyReader("as");
        Assert.Equal(
            ["locale=C.UTF-8", "background=false", "interactive=false", "supports-plural-signals=true", "cache-age=4294967295"],
            hints.ReadArrayOfString());
        var arguments = daemon.LastCall("UpdatePackages").GetBodyReader("tas");
        Assert.Equal(2ul, arguments.ReadUInt64());
        Assert.Equal([Update.Ids[0].Raw], arguments.ReadArrayOfString());
        Assert.Equal(daemon.Connection.UniqueName, daemon.LastCall("UpdatePackages").Header.Destination);
    }

    [Fact]
    public async Task Events_come_in_order_and_the_last_progress_can_be_read()
    {
        using var bus = await PrivateBus.StartAsync();
        await using var daemon = await FakePackageKit.StartAsync(bus, "UpdatePackages", "update");
        await using var systemBus = await ConnectAsync(bus.Address);
        var events = new List<PackageKitEvent>();
        var transaction = (await new PackageKitClient(systemBus).StartAsync(Update, events.Add, Stop)).Value;
        await transaction.Completion.WaitAsync(Stop);
        Assert.Equal(PackageKitStatus.Finished, transaction.Current.Status);
        Assert.Equal(
            [0u, 25, 50, 0, 75, 0],
            events.OfType<PackageKitEvent.ItemProgressed>().Select(one => one.Percentage));
    }

    [Fact]
    public async Task Cancel_is_never_sent_while_the_daemon_does_not_allow_it()
    {
        using var bus = await PrivateBus.StartAsync();
        await using var daemon = await FakePackageKit.StartAsync(bus, "UpdatePackages", recording: null);
        await using var systemBus = await ConnectAsync(bus.Address);
        var transaction = (await new PackageKitClient(systemBus).StartAsync(Update, null, Stop)).Value;
        Assert.Equal(HostFailureReason.Refused, (await transaction.CancelAsync(Stop)).Failure?.Reason);
        Assert.Contains("Get", daemon.Calls);
        Assert.DoesNotContain("Cancel", daemon.Calls);
    }

    [Fact]
    public async Task Cancel_is_sent_when_allowed_and_the_end_is_told_as_cancelled()
    {
        using var bus = await PrivateBus.StartAsync();
        await using var daemon = await FakePackageKit.StartAsync(bus, "UpdatePackages", recording: null, allowCancel: true);
        daemon.On("Cancel", async call =>
        {
            await daemon.ReplyAsync(call);
            await daemon.ReplayAsync(Recording.Read("cancelled-in-queue"), FakePackageKit.Path);
        });
        await using var systemBus = await ConnectAsync(bus.Address);
        var transaction = (await new PackageKitClient(systemBus).StartAsync(Update, null, Stop)).Value;
        Assert.True((await transaction.CancelAsync(Stop)).IsSuccess);
        Assert.Equal(PackageKitExit.Cancelled, (await transaction.Completion.WaitAsync(Stop)).Exit);
        Assert.Equal(HostFailureReason.Refused, (await transaction.CancelAsync(Stop)).Failure?.Reason);
    }

    [Fact]
    public async Task A_daemon_that_leaves_the_bus_ends_the_transaction_as_lost()
    {
        using var bus = await PrivateBus.StartAsync();
        await using var daemon = await FakePackageKit.StartAsync(bus, "UpdatePackages", recording: null);
        await using var systemBus = await ConnectAsync(bus.Address);
        var transaction = (await new PackageKitClient(systemBus).StartAsync(Update, null, Stop)).Value;
        await daemon.ReplayAsync(Recording.Read("update").Take(20), FakePackageKit.Path);
        await daemon.DisposeAsync();
        var outcome = await transaction.Completion.WaitAsync(Stop);
        Assert.True(outcome.DaemonLost);
        Assert.NotEmpty(outcome.Packages);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_query_is_repeated_once_when_the_daemon_goes_away(int crashes)
    {
        using var bus = await PrivateBus.StartAsync();
        await using var systemBus = await ConnectAsync(bus.Address);
        // Each waits for the name until the one before it is gone.
        var daemons = new List<(FakeService Service, Task Called)>();
        for (var i = 0; i < crashes; i++)
        {
            var service = await FakePackageKit.StartAsync(bus, "GetUpdates", recording: null);
            var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            service.On("GetUpdates", async call =>
            {
                await service.ReplyAsync(call);
                called.SetResult();
            });
            daemons.Add((service, called.Task));
        }

        await using var last = await FakePackageKit.StartAsync(bus, "GetUpdates", "updates");
        var client = new PackageKitClient(systemBus) { RepeatPause = TimeSpan.Zero };
        var running = client.QueryAsync(new PackageKitRequest.GetUpdates(PackageKitFilters.None), Stop);
        foreach (var (service, called) in daemons)
        {
            await called.WaitAsync(Stop);
            await service.DisposeAsync();
        }

        var outcome = (await running.WaitAsync(Stop)).Value;
        Assert.Equal((crashes == 1, crashes == 2), (outcome.Succeeded, outcome.DaemonLost));
        Assert.Equal(crashes == 1 ? 1 : 0, last.Calls.Count(c => c == "GetUpdates"));
    }

    [Fact]
    public async Task A_daemon_that_was_told_to_quit_and_runs_nothing_more_is_waited_for_and_the_next_one_is_used()
    {
        using var bus = await PrivateBus.StartAsync();
        await using var leaving = await FakePackageKit.StartAsync(bus, "UpdatePackages", recording: null);
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        leaving.On("UpdatePackages", async call =>
        {
            await leaving.SendAsync(MessageWriter.Error(call, "org.freedesktop.PackageKit.Transaction.InvalidState",
                $"cannot call UpdatePackages on transaction {FakePackageKit.Path}: already in state finished"));
            refused.SetResult();
        });
        await using var systemBus = await ConnectAsync(bus.Address);
        var running = new PackageKitClient(systemBus).RunAsync(Update, Stop);
        await refused.Task.WaitAsync(Stop);
        await using var next = await FakePackageKit.StartAsync(bus, "UpdatePackages", "update");
        await leaving.DisposeAsync();
        Assert.True((await running).Value.Succeeded);
    }

    [Fact]
    public async Task A_refused_method_is_a_failure_in_the_words_of_the_daemon()
    {
        using var bus = await PrivateBus.StartAsync();
        await using var daemon = await FakePackageKit.StartAsync(bus, "UpdatePackages", recording: null);
        daemon.On("UpdatePackages", call => daemon.SendAsync(
            MessageWriter.Error(call, "org.freedesktop.PackageKit.Transaction.NotSupported", "no such role")));
        await using var systemBus = await ConnectAsync(bus.Address);
        var failure = (await new PackageKitClient(systemBus).RunAsync(Update, Stop)).Failure;
        Assert.Equal((HostFailureReason.InvalidArgument, "no such role"), (failure?.Reason, failure?.Detail));
    }

    [Fact]
    public async Task Without_packagekit_the_service_is_absent_and_no_transactions_run()
    {
        using var bus = await PrivateBus.StartAsync();
        await using var systemBus = await ConnectAsync(bus.Address);
        var client = new PackageKitClient(systemBus);
        Assert.Equal(HostFailureReason.ServiceAbsent, (await client.GetDaemonAsync(Stop)).Failure?.Reason);
        Assert.Equal(HostFailureReason.ServiceAbsent, (await client.RunAsync(Update, Stop)).Failure?.Reason);
        Assert.Empty((await client.GetTransactionListAsync(Stop)).Value);
        Assert.False(await client.IsRunningAsync(Stop));
        Assert.Equal(HostFailureReason.NotFound, (await client.WatchAsync("/1_a", null, Stop)).Failure?.Reason);
        Assert.Equal(HostFailureReason.NotFound, (await client.WatchAsync("nonsense", null, Stop)).Failure?.Reason);
    }

    /// <summary>An idle daemon and an absent one both list no transaction.</summary>
    [Fact]
    public async Task A_daemon_runs_until_it_leaves_the_bus()
    {
        using var bus = await PrivateBus.StartAsync();
        var daemon = await FakePackageKit.StartAsync(bus, "UpdatePackages", recording: null);
        await using var systemBus = await ConnectAsync(bus.Address);
        var client = new PackageKitClient(systemBus);
        Assert.True(await client.IsRunningAsync(Stop));
        await daemon.DisposeAsync();
        Assert.False(await client.IsRunningAsync(Stop));
    }

    [Fact]
    public async Task A_daemon_that_does_not_answer_is_given_up_at_the_deadline()
    {
        using var bus = await PrivateBus.StartAsync();
        var called = new TaskCompletionSource();
        await using var daemon = await FakePackageKit.StartAsync(bus, "UpdatePackages", recording: null);
        daemon.On("GetAll", _ =>
        {
            called.SetResult();
            return Task.CompletedTask;
        });
        var time = new FakeTimeProvider();
        await using var systemBus = await ConnectAsync(bus.Address, time);
        var asking = new PackageKitClient(systemBus).GetDaemonAsync(Stop);
        await called.Task.WaitAsync(Stop);
        time.Advance(PackageKitLimits.ActivationDeadline);
        Assert.Equal(HostFailureReason.TimedOut, (await asking).Failure?.Reason);
    }

    [Fact]
    public async Task A_transaction_of_somebody_else_is_watched_to_its_end_but_not_cancelled()
    {
        using var bus = await PrivateBus.StartAsync();
        await using var daemon = await FakePackageKit.StartAsync(bus, "UpdatePackages", recording: null, allowCancel: true);
        daemon.On("GetAll", call => daemon.ReplyPropertiesAsync(
            call, ("CallerActive", VariantValue.Bool(true)), ("Status", VariantValue.UInt32(1))));
        await using var systemBus = await ConnectAsync(bus.Address);
        var client = new PackageKitClient(systemBus);
        Assert.Equal(HostFailureReason.NotFound, (await client.WatchAsync("/1_other", null, Stop)).Failure?.Reason);
        var transaction = (await client.WatchAsync(FakePackageKit.Path, null, Stop)).Value;
        Assert.Equal(PackageKitStatus.Wait, transaction.Current.Status);
        Assert.True(transaction.IsCallerActive);
        Assert.Equal(HostFailureReason.Refused, (await transaction.CancelAsync(Stop)).Failure?.Reason);
        await daemon.ReplayAsync(Recording.Read("update"), FakePackageKit.Path);
        Assert.True((await transaction.Completion.WaitAsync(Stop)).Succeeded);
        Assert.DoesNotContain("Cancel", daemon.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_our_own_connection_was_cut_the_transaction_is_followed_again_or_found_gone(bool stillListed)
    {
        using var bus = await PrivateBus.StartAsync();
        await using var daemon = await FakePackageKit.StartAsync(bus, "UpdatePackages", recording: null, allowCancel: true);
        using var proxy = new BusProxy(bus);
        await using var systemBus = await ConnectAsync(proxy.Address);
        var transaction = (await new PackageKitClient(systemBus).StartAsync(Update, null, Stop)).Value;
        var followedAgain = new TaskCompletionSource();
        string[] listed = stillListed ? [FakePackageKit.Path] : [];
        daemon.On("GetTransactionList", call => daemon.ReplyPathsAsync(call, listed));
        daemon.On("GetAll", async call =>
        {
            await daemon.ReplyPropertiesAsync(call);
            followedAgain.TrySetResult();
        });
        proxy.Cut();
        if (stillListed)
        {
            await followedAgain.Task.WaitAsync(Stop);
            Assert.Equal(HostFailureReason.Refused, (await transaction.CancelAsync(Stop)).Failure?.Reason);
            await daemon.ReplayAsync(Recording.Read("update"), FakePackageKit.Path);
        }

        var outcome = await transaction.Completion.WaitAsync(Stop);
        Assert.Equal((stillListed, !stillListed), (outcome.Succeeded, outcome.DaemonLost));
    }

    [Fact]
    public async Task Changes_are_told_from_the_daemon_only()
    {
        using var bus = await PrivateBus.StartAsync();
        await using var systemBus = await ConnectAsync(bus.Address);
        var changes = new List<PackageKitChange>();
        var vanished = new TaskCompletionSource();
        var appeared = new TaskCompletionSource();
        var updates = new TaskCompletionSource();
        using var subscription = new PackageKitClient(systemBus).OnChanged(change =>
        {
            lock (changes)
            {
                changes.Add(change);
            }

            (change switch
            {
                PackageKitChange.DaemonVanished => vanished,
                PackageKitChange.DaemonAppeared => appeared,
                _ => updates,
            }).TrySetResult();
        });
        var daemon = await FakePackageKit.StartAsync(bus, "UpdatePackages", recording: null);
        await appeared.Task.WaitAsync(Stop);
        await using var stranger = await FakeService.StartAsync(bus, "not.PackageKit", _ => { });
        await stranger.SendAsync(MessageWriter.Signal("/org/freedesktop/PackageKit", FakePackageKit.Name, "InstalledChanged"));
        await daemon.SendAsync(MessageWriter.Signal("/org/freedesktop/PackageKit", FakePackageKit.Name, "UpdatesChanged"));
        await updates.Task.WaitAsync(Stop);
        await daemon.DisposeAsync();
        await vanished.Task.WaitAsync(Stop);
        lock (changes)
        {
            Assert.Equal([PackageKitChange.DaemonAppeared, PackageKitChange.UpdatesChanged, PackageKitChange.DaemonVanished], changes);
        }
    }

    private static async Task<SystemBus> ConnectAsync(string address, TimeProvider? time = null)
    {
        var bus = new SystemBus(address, time ?? TimeProvider.System, NullLogger.Instance);
        await bus.StartAsync(Stop);
        Assert.True(bus.IsConnected);
        return bus;
    }
}
