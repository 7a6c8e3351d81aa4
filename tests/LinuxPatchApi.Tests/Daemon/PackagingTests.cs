using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Daemon;

/// <summary>What the service managers are configured to do when the daemon ends.</summary>
public sealed class PackagingTests
{
    private static readonly string[] Unit = Lines("packaging/common/usr/lib/systemd/system/linux-patch-api.service");
    private static readonly string[] Script = Lines("packaging/common/usr/lib/linux-patch-api/openrc/linux-patch-api");

    [Theory]
    [InlineData("Restart=always")]
    [InlineData("RestartPreventExitStatus=2 78")]
    [InlineData("StartLimitIntervalSec=0")]
    [InlineData("ExecReload=/bin/sh -c 'kill -HUP ${MAINPID}'")]
    public void Case06_The_unit_is_reloaded_by_a_signal_and_never_left_off(string line) => Assert.Contains(line, Unit);

    [Theory]
    [InlineData("respawn_max=0")]
    [InlineData("extra_started_commands=\"reload\"")]
    [InlineData("reload() {")]
    public void Case06_The_init_script_too(string line) => Assert.Contains(line, Script);

    private static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Repository.Root, path));
}
