using LinuxPatchApi.Api.Sockets;

namespace LinuxPatchApi.Tests.Api.Sockets;

public sealed class WatchSlotsTests
{
    [Fact]
    public void Slots_are_counted_in_total_and_per_client_and_released()
    {
        var slots = new WatchSlots(3, 2);
        Assert.Equal(WatchAdmission.Admitted, slots.Take("a"));
        Assert.Equal(WatchAdmission.Admitted, slots.Take("a"));
        Assert.Equal(WatchAdmission.TooManyOfClient, slots.Take("a"));
        Assert.Equal(WatchAdmission.Admitted, slots.Take("b"));
        Assert.Equal(WatchAdmission.TooMany, slots.Take("b"));
        slots.Release("a");
        Assert.Equal(WatchAdmission.Admitted, slots.Take("b"));
        slots.Release("a");
        Assert.Equal(WatchAdmission.Admitted, slots.Take("a"));
    }
}
