using System.Text.RegularExpressions;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Daemon;

/// <summary>
/// What the packages do with the program's answer whether it can start. The scripts run in a directory instead of the host's root, with
/// stand-ins for the program and for the service manager.
/// </summary>
public sealed partial class PackageScriptsTests : IDisposable
{
    private const string Unit = "linux-patch-api.service";
    private const string GoesOn = "The agent that ran before goes on";
    private readonly TemporaryDirectory _root = new();
    private readonly string _bin;

    public PackageScriptsTests()
    {
        _bin = Directory.CreateDirectory(_root.File("bin")).FullName;
        foreach (var tool in (string[])["cat", "chmod", "cp", "mkdir", "timeout"])
        {
            File.CreateSymbolicLink(Path.Combine(_bin, tool), Path.Combine("/usr/bin", tool));
        }
        StandIn("bin/chown", "exit 0");
        foreach (var tool in (string[])["systemctl", "deb-systemd-helper", "deb-systemd-invoke", "rc-service", "setsid"])
        {
            StandIn($"bin/{tool}", $"echo {tool} \"$@\" >>{Log}\ncase $* in is-active*) cat {_root.File("state")} ;; esac");
        }
        foreach (var name in (string[])["config.yaml", "whitelist.yaml"])
        {
            Put($"usr/share/linux-patch-api/{name}", "");
        }
        Directory.CreateDirectory(_root.File("run/systemd/system"));
        Put("run/openrc/started/linux-patch-api", "");
        Put("state", "active\n");
        StandIn("usr/lib/linux-patch-api/first-files", Text("packaging/common/usr/lib/linux-patch-api/first-files"));
    }

    private string Log => _root.File("log");

    public void Dispose() => _root.Dispose();

    /// <summary>
    /// GNU timeout ends with 124 where the program did not, or 137 after the signal that nobody can ignore; busybox' with 143.
    /// </summary>
    [Theory]
    [InlineData(0, 0, "")]
    [InlineData(1, 11, "it has no certificates yet")]
    [InlineData(124, 12, "was not known within 10 seconds")]
    [InlineData(137, 12, "was not known within 10 seconds")]
    [InlineData(143, 12, "was not known within 10 seconds")]
    [InlineData(78, 13, "its configuration, certificates or allow-list cannot be used")]
    [InlineData(132, 14, "does not run on this host (exit status 132)")]
    public void Answer_of_the_program_is_told_apart(int status, int answer, string said)
    {
        Answers(status);
        var (exit, output) = Run("/usr/lib/linux-patch-api/first-files answer");
        Assert.Equal(answer, exit);
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.Equal(said.Length == 0, output.Length == 0);
        Assert.DoesNotContain(GoesOn, output, StringComparison.Ordinal);
    }

    /// <summary>Whatever is wrong with what a new agent would read: the one that runs works.</summary>
    [Theory]
    [InlineData("deb", 1)]
    [InlineData("deb", 78)]
    [InlineData("deb", 132)]
    [InlineData("rpm", 1)]
    [InlineData("rpm", 78)]
    [InlineData("rpm", 132)]
    [InlineData("arch", 1)]
    [InlineData("arch", 78)]
    [InlineData("arch", 132)]
    [InlineData("apk", 1)]
    [InlineData("apk", 78)]
    [InlineData("apk", 132)]
    public void Upgrade_leaves_a_running_agent_alone_while_a_new_one_would_end_at_once(string package, int status)
    {
        Answers(status);
        Assert.Contains(GoesOn, Upgrade(package), StringComparison.Ordinal);
        Assert.DoesNotContain(Lines(), line => line.Contains("restart", StringComparison.Ordinal));
        Assert.Single(Lines(), "asked");
    }

    [Theory]
    [InlineData("deb", 0, $"deb-systemd-invoke restart {Unit}")]
    [InlineData("rpm", 0, $"systemctl try-restart {Unit}")]
    [InlineData("arch", 0, $"systemctl try-restart {Unit}")]
    [InlineData("apk", 0, "rc-service linux-patch-api restart")]
    [InlineData("deb", 124, $"setsid -f deb-systemd-invoke restart {Unit}")]
    [InlineData("rpm", 124, $"systemctl --no-block try-restart {Unit}")]
    [InlineData("arch", 124, $"systemctl --no-block try-restart {Unit}")]
    [InlineData("apk", 143, "setsid rc-service linux-patch-api restart")]
    public async Task Upgrade_asks_once_and_waits_only_for_an_agent_that_can_start(string package, int status, string restart)
    {
        Answers(status);
        Assert.DoesNotContain(GoesOn, Upgrade(package), StringComparison.Ordinal);
        // Where the package manager does not wait, the restart may come after it.
        await Eventually.TrueAsync(() => Lines().Contains(restart), "the restart");
        Assert.Single(Lines(), line => line.Contains("restart", StringComparison.Ordinal));
        Assert.Single(Lines(), "asked");
    }

    /// <summary>Only the new program can bring up one that does not come up.</summary>
    [Theory]
    [InlineData(0, $"deb-systemd-invoke restart {Unit}")]
    [InlineData(78, $"setsid -f deb-systemd-invoke restart {Unit}")]
    public void Deb_restarts_an_agent_that_does_not_come_up_whatever_the_answer(int status, string restart)
    {
        Put("state", "activating\n");
        Answers(status);
        Assert.DoesNotContain(GoesOn, Upgrade("deb"), StringComparison.Ordinal);
        Assert.Contains(restart, Lines());
    }

    private string Upgrade(string package)
    {
        var (exit, output) = package switch
        {
            "deb" => Run(Text("packaging/deb/postinst"), "configure", "3.0.0"),
            "rpm" => Run($"{Section("post")}\n{Section("posttrans")}", "2"),
            "arch" => Run(Text("packaging/arch/linux-patch-api.install") + "\npost_upgrade"),
            _ => Run(Text("packaging/apk/post-upgrade")),
        };
        Assert.True(exit == 0, output);
        return output;
    }

    private void Answers(int status) => StandIn("usr/bin/linux-patch-api", $"echo asked >>{Log}\nexit {status}");

    private (int ExitCode, string Output) Run(string script, params string[] arguments) =>
        Tool.Run("sh", ["-c", $"PATH={_bin}\n{Absolute().Replace(script, _root.Path + "$0")}", "script", .. arguments]);

    private string[] Lines() => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    private void StandIn(string path, string script)
    {
        var file = Put(path, script.StartsWith("#!", StringComparison.Ordinal)
            ? Absolute().Replace(script, _root.Path + "$0")
            : $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(path))!);
        return _root.Write(path, text);
    }

    private static string Section(string name)
    {
        var spec = Text("packaging/rpm/linux-patch-api.spec");
        var script = spec[(spec.IndexOf($"\n%{name}\n", StringComparison.Ordinal) + name.Length + 3)..];
        return script[..script.IndexOf("\n%", StringComparison.Ordinal)];
    }

    private static string Text(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    [GeneratedRegex(@"(?<![\w.}])/(etc|run|var|usr)/")]
    private static partial Regex Absolute();
}
