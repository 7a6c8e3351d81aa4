using LinuxPatchApi.HostServices.Bus;

namespace LinuxPatchApi.HostServices.Tests.Bus;

public sealed class NameWatchTests
{
    private readonly List<(string?, string?)> _told = [];
    private readonly NameWatch _watch;

    public NameWatchTests()
    {
        _watch = new NameWatch((before, now) => _told.Add((before, now)));
    }

    [Fact]
    public void Each_change_is_told_once_whichever_way_it_came()
    {
        _watch.OnConnected("g");
        _watch.OnReply(":1.1");
        _watch.OnSignal(":1.1");
        _watch.OnSignal(null);
        Assert.Equal([(null, ":1.1"), (":1.1", null)], _told);
    }

    [Fact]
    public void An_answer_that_a_signal_overtook_is_old()
    {
        _watch.OnConnected("g");
        _watch.OnSignal(":1.2");
        _watch.OnReply(":1.1");
        Assert.Equal([(null, ":1.2")], _told);
    }

    [Fact]
    public void What_changed_while_there_was_no_connection_is_told_afterwards()
    {
        _watch.OnConnected("g");
        _watch.OnReply(":1.1");
        _watch.OnConnected("g");
        _watch.OnReply(":1.7");
        Assert.Equal([(null, ":1.1"), (":1.1", ":1.7")], _told);
    }

    [Fact]
    public void A_restarted_bus_gives_the_same_unique_name_to_somebody_else()
    {
        _watch.OnConnected("g");
        _watch.OnReply(":1.1");
        _watch.OnConnected("h");
        _watch.OnReply(":1.1");
        Assert.Equal([(null, ":1.1"), (":1.1", null), (null, ":1.1")], _told);
    }
}
