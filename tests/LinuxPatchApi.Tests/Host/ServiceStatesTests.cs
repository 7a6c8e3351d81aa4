using LinuxPatchApi.Host;
using LinuxPatchApi.HostServices.Systemd;

namespace LinuxPatchApi.Tests.Host;

public sealed class ServiceStatesTests
{
    [Theory]
    [InlineData("a.service", "active", "running", "simple", false, false, true)]
    [InlineData("a.service", "active", "exited", "oneshot", true, false, true)]
    [InlineData("a.service", "active", "exited", "oneshot", false, false, false)]
    [InlineData("a.service", "active", "exited", "simple", true, false, false)]
    [InlineData("a.service", "inactive", "dead", "simple", false, false, false)]
    [InlineData("a.service", "inactive", "dead", "simple", false, true, true)]
    [InlineData("a.service", "failed", "failed", "simple", false, true, false)]
    [InlineData("a.service", "activating", "auto-restart", "simple", false, false, false)]
    [InlineData("a.service", "reloading", "reload", "notify", false, false, false)]
    [InlineData("a.socket", "active", "listening", null, null, false, true)]
    [InlineData("a.timer", "active", "waiting", null, null, false, true)]
    [InlineData("a.mount", "failed", "failed", null, null, false, false)]
    public void Service_is_healthy_when_it_does_what_it_is_for(
        string id, string active, string sub, string? type, bool? remain, bool activated, bool expected) => Assert.Equal(
            expected,
            ServiceStates.IsHealthy(new UnitState(id, "", "loaded", active, sub, "enabled", null, type, remain, [], null, null, [id]),
                activated));

    [Theory]
    [InlineData("nginx", "nginx.service")]
    [InlineData("nginx.service", "nginx.service")]
    [InlineData("a.b", "a.b.service")]
    [InlineData("user@1000", "user@1000.service")]
    [InlineData("apt-daily.timer", "apt-daily.timer")]
    [InlineData("service", "service.service")]
    public void Name_without_a_unit_suffix_means_a_service(string name, string expected) =>
        Assert.Equal(expected, ServiceStates.UnitName(name));
}
