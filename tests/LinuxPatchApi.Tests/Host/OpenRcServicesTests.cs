using LinuxPatchApi.Host;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Host;

/// <summary>Uses a root directory of its own, with the files as OpenRC 0.56 leaves them.</summary>
public sealed class OpenRcServicesTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly OpenRcServices _services;

    public OpenRcServicesTests()
    {
        _services = new OpenRcServices(new HostPaths(_root.Path));
        Write("etc/init.d/web", "#!/sbin/openrc-run\ndescription=\"Serves pages\"\n");
        Directory.CreateDirectory(_root.File("run/openrc/started"));
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Openrc_decides_only_where_systemd_does_not()
    {
        Assert.True(_services.IsInCharge);
        Directory.CreateDirectory(_root.File("run/systemd/system"));
        Assert.False(_services.IsInCharge);
    }

    [Theory]
    [InlineData("started", "active", "started", true)]
    [InlineData("starting", "activating", "starting", false)]
    [InlineData("stopping", "deactivating", "stopping", false)]
    [InlineData("inactive", "activating", "inactive", false)]
    [InlineData("failed", "failed", "failed", false)]
    [InlineData(null, "inactive", "stopped", false)]
    public void A_state_is_the_folder_with_the_link(string? folder, string active, string sub, bool healthy)
    {
        if (folder is not null)
        {
            Link($"run/openrc/{folder}/web", "/etc/init.d/web");
        }
        var web = _services.Read("web.service");
        Assert.Equal(
            ("web", "Serves pages", "loaded", active, sub, "disabled"),
            (web.Id, web.Description, web.LoadState, web.ActiveState, web.SubState, web.UnitFileState));
        Assert.Equal(healthy, OpenRcServices.IsHealthy(web));
    }

    [Fact]
    public void A_service_in_a_runlevel_is_enabled()
    {
        Write("etc/runlevels/default/web", "");
        Assert.Equal("enabled", _services.Read("web").UnitFileState);
    }

    [Fact]
    public void A_name_without_a_script_is_not_found() => Assert.Equal("not-found", _services.Read("nosuch").LoadState);

    [Theory]
    [InlineData("42", null, "active", "running", 42)]
    [InlineData("43", null, "failed", "crashed", null)]
    [InlineData("", null, "failed", "crashed", null)]
    [InlineData("42", "7", "active", "running", 7)]
    [InlineData("42", "8", "active", "started", null)]
    public void A_daemon_that_is_gone_has_crashed_unless_it_is_supervised(
        string noted, string? supervised, string active, string sub, int? pid)
    {
        Link("run/openrc/started/web", "/etc/init.d/web");
        Write("run/openrc/daemons/web/001", "exec=/usr/bin/web\npidfile=/run/web.pid\n");
        Write("run/web.pid", noted + "\n");
        Directory.CreateDirectory(_root.File("proc/42"));
        Directory.CreateDirectory(_root.File("proc/7"));
        if (supervised is not null)
        {
            Write("run/openrc/options/web/child_pid", supervised);
        }
        var web = _services.Read("web");
        Assert.Equal((active, sub, (uint?)pid), (web.ActiveState, web.SubState, web.MainPid));
    }

    private void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(path))!);
        File.CreateSymbolicLink(_root.File(path), target);
    }

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(path))!);
        File.WriteAllText(_root.File(path), content);
    }
}
