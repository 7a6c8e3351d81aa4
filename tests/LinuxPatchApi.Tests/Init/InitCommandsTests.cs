using LinuxPatchApi.Init;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Init;

public sealed class InitCommandsTests
{
    private static readonly string[] Services =
        ["linux-patch-api", "linux-patch-api-restarts.service", "polkit", "packagekit", "dbus", "systemd-logind"];

    [Fact]
    public void No_command_for_openrc_is_one_of_systemd()
    {
        var commands = All(InitCommands.OpenRc).ToList();
        Assert.True(commands.Count > 50);
        Assert.All(commands, command => Assert.DoesNotMatch("systemctl|journalctl|systemd|\\.service|\\.timer", command));
    }

    [Fact]
    public void Every_command_has_its_words_on_both() =>
        Assert.All(All(InitCommands.OpenRc).Zip(All(InitCommands.Systemd)), pair => Assert.NotEqual(pair.First, pair.Second));

    [Fact]
    public void Commands_are_those_of_the_init_system()
    {
        var (systemd, openRc) = (InitCommands.Systemd, InitCommands.OpenRc);
        Assert.Equal("systemctl status polkit packagekit", systemd.Status("polkit", "packagekit"));
        // The bus starts packagekitd.
        Assert.Equal("rc-service polkit status", openRc.Status("polkit", "packagekit"));
        Assert.Equal("rc-service elogind status; rc-service dbus status", openRc.Status("systemd-logind", "dbus"));
        Assert.Equal("systemctl enable --now linux-patch-api", systemd.StartNowAndAtBoot("linux-patch-api"));
        Assert.Equal(
            "rc-update add linux-patch-api default && rc-service linux-patch-api start", openRc.StartNowAndAtBoot("linux-patch-api"));
        Assert.Equal("journalctl -u linux-patch-api -n 50", systemd.Log("linux-patch-api", 50));
        Assert.Equal("tail -n 50 /var/log/linux_patch_api/agent.log", openRc.Log("linux-patch-api", 50));
        Assert.Equal("grep -i packagekit /var/log/messages", openRc.Log("packagekit"));
    }

    [Theory]
    [InlineData("run/openrc", "OpenRc")]
    [InlineData("run/systemd/system", "Systemd")]
    [InlineData("run/openrc run/systemd/system", "Systemd")]
    [InlineData("run/systemd", "Systemd")]
    public void The_init_system_is_known_by_what_it_makes_at_boot(string folders, string expected)
    {
        using var root = new TemporaryDirectory();
        foreach (var folder in folders.Split(' '))
        {
            Directory.CreateDirectory(root.File(folder));
        }

        Assert.Same(expected == "OpenRc" ? InitCommands.OpenRc : InitCommands.Systemd, InitCommands.Of(root.Path));
    }

    private static IEnumerable<string> All(InitCommands init) =>
    [
        .. Services.SelectMany(s => new[]
        {
            init.Start(s), init.Restart(s), init.Reload(s), init.StartAtBoot(s), init.StartNowAndAtBoot(s), init.Status("dbus", s),
            init.Unmask("polkit", s), init.Log(s), init.Edit(s),
        }),
        init.Definition, init.ReadAgain, init.RestartInit, init.TimeServices, init.SetForPackageKit("A=b"),
    ];
}
