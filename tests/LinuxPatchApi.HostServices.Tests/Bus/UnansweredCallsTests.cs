using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;

namespace LinuxPatchApi.HostServices.Tests.Bus;

public sealed class UnansweredCallsTests
{
    private static readonly BusCall Longest = new("a.b", "/", "a.b", "C", new string('x', BusLimits.MaxCallBytes - 8));

    [Fact]
    public void Bytes_are_bounded_over_all_destinations()
    {
        var calls = new UnansweredCalls();
        Assert.Null(calls.Add(Longest));
        Assert.Null(calls.Add(Longest));
        var room = BusLimits.MaxUnansweredBytes - (2 * Longest.Bytes);
        Assert.NotNull(calls.Add(new BusCall("o.b", "/", "a.b", "C", new string('x', (int)room - 7))));
        Assert.Null(calls.Add(new BusCall("o.b", "/", "a.b", "C", new string('x', (int)room - 8))));
        calls.Remove(Longest);
        Assert.Null(calls.Add(Longest));
    }

    [Fact]
    public void Calls_are_bounded_for_each_destination()
    {
        var calls = new UnansweredCalls();
        var call = new BusCall("a.b", "/", "a.b", "C");
        for (var i = 0; i < BusLimits.MaxUnansweredCalls; i++)
        {
            Assert.Null(calls.Add(call));
        }

        Assert.NotNull(calls.Add(call));
        Assert.Null(calls.Add(new BusCall("o.b", "/", "a.b", "C")));
        calls.Remove(call);
        Assert.Null(calls.Add(call));
    }
}
