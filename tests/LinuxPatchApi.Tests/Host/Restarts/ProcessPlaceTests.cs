using LinuxPatchApi.Host.Restarts;

namespace LinuxPatchApi.Tests.Host.Restarts;

public sealed class ProcessPlaceTests
{
    private const string OwnInit = "0::/init.scope\n";

    [Theory]
    [InlineData("0::/system.slice/ssh.service\n", "Service", "ssh.service", null)]
    [InlineData("0::/system.slice/system-getty.slice/getty@tty1.service\n", "Service", "getty@tty1.service", null)]
    [InlineData("0::/system.slice/docker.service/worker\n", "Service", "docker.service", null)]
    [InlineData("0::/_odd.service\n", "Service", "odd.service", null)]
    [InlineData("0::/user.slice/user-1000.slice/session-3.scope\n", "Session", "session-3.scope", "3")]
    [InlineData("0::/user.slice/user-0.slice/session-c12.scope\n", "Session", "session-c12.scope", "c12")]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/app.slice/foo.service\n", "User", "user@1000.service", null)]
    [InlineData("0::/init.scope\n", "Init", "init.scope", null)]
    [InlineData("0::/system.slice/docker-0a1b.scope\n", "Scope", "docker-0a1b.scope", null)]
    [InlineData("0::/\n", "Other", null, null)]
    [InlineData("0::/openrc.sshd\n", "Other", null, null)]
    [InlineData("0::/system.slice\n", "Other", null, null)]
    [InlineData("", "Other", null, null)]
    [InlineData("nonsense", "Other", null, null)]
    public void Unified_hierarchy_tells_the_unit(string cgroup, string kind, string? unit, string? session) =>
        Assert.Equal((kind, unit, session), Shown(cgroup, OwnInit));

    [Theory]
    [InlineData("12:cpu,cpuacct:/x.service\n1:name=systemd:/system.slice/ssh.service\n", "1:name=systemd:/init.scope\n")]
    [InlineData("1:name=systemd:/system.slice/ssh.service\n0::/\n", "1:name=systemd:/init.scope\n0::/\n")]
    [InlineData("1:name=systemd:/system.slice/ssh.service\n0::/system.slice/ssh.service\n", "1:name=systemd:/init.scope\n0::/init.scope\n")]
    [InlineData("9:name=systemd:/\n0::/system.slice/ssh.service\n", "9:name=systemd:/\n0::/init.scope\n")]
    [InlineData("9:name=systemd:/lxc/1/system.slice/ssh.service\n", "9:name=systemd:/lxc/1/init.scope\n")]
    public void Unit_is_found_in_whichever_hierarchy_has_it(string cgroup, string init) =>
        Assert.Equal("ssh.service", ProcessPlace.Of(cgroup, init).Unit);

    /// <summary>Containers without their own cgroup namespace: lxc, systemd-nspawn on old systems.</summary>
    [Theory]
    [InlineData("0::/lxc.payload.101/system.slice/ssh.service\n", "0::/lxc.payload.101/init.scope\n", "Service", "ssh.service")]
    [InlineData("0::/machine.slice/machine-a.scope/payload/system.slice/ssh.service\n",
        "0::/machine.slice/machine-a.scope/payload/init.scope\n", "Service", "ssh.service")]
    [InlineData("0::/machine.slice/machine-a.scope/payload/init.scope\n", "0::/machine.slice/machine-a.scope/payload/init.scope\n", "Init",
        "init.scope")]
    [InlineData("0::/docker/abc/x\n", "0::/docker/abc\n", "Other", null)]
    [InlineData("0::/system.slice/ssh.service\n", "", "Service", "ssh.service")]
    public void Path_of_the_containers_host_is_left_out(string cgroup, string init, string kind, string? unit) =>
        Assert.Equal((kind, unit, null), Shown(cgroup, init));

    private static (string Kind, string? Unit, string? Session) Shown(string cgroup, string init)
    {
        var place = ProcessPlace.Of(cgroup, init);
        return (place.Kind.ToString(), place.Unit, place.Session);
    }
}
