using LinuxPatchApi.Api.Polling;
using LinuxPatchApi.Patches;
using LinuxPatchApi.Tests.Packages;

namespace LinuxPatchApi.Tests.Api.Polling;

public sealed class SummaryCountsTests
{
    [Fact]
    public void Host_without_updates_has_none_of_any_class()
    {
        var counts = SummaryApi.Counts([]);
        Assert.Equal((0, 0, 0), (counts.Total, counts.Security, counts.Unknown));
        Assert.Null(counts.OldestSecurity);
    }
}
