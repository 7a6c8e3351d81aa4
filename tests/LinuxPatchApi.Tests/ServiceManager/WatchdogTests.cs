using LinuxPatchApi.ServiceManager;

namespace LinuxPatchApi.Tests.ServiceManager;

public sealed class WatchdogTests
{
    private readonly List<Action> _queued = [];
    private int _told;
    private long _pending;

    [Fact]
    public void With_nothing_waiting_it_is_reported_without_the_thread_pool()
    {
        using var watchdog = Made();
        watchdog.Feed();
        Assert.Equal(1, _told);
        Assert.Empty(_queued);
    }

    [Fact]
    public void With_work_waiting_it_is_reported_only_when_the_thread_pool_comes_to_it()
    {
        _pending = 1;
        using var watchdog = Made();
        watchdog.Feed();
        Assert.Equal(0, _told);
        Assert.Single(_queued)();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Thread_tells_again_and_again_until_it_is_disposed_of()
    {
        using var thrice = new CountdownEvent(3);
        var told = 0;
        using (var watchdog = new Watchdog(() => { told++; _ = !thrice.IsSet && thrice.Signal(); }, () => 0, _queued.Add))
        {
            watchdog.Start(TimeSpan.FromMilliseconds(2));
            Assert.True(thrice.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }

        // The thread has ended, so nothing else writes this.
        Assert.True(told >= 3);
    }

    private Watchdog Made() => new(() => _told++, () => _pending, _queued.Add);
}
