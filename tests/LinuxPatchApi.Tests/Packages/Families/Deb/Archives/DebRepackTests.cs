using LinuxPatchApi.Packages.Families.Deb.Archives;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Archives;

/// <summary>Read back by Debian's own tools.</summary>
public sealed class DebRepackTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryDirectory _directory = new();

    public DebRepackTests()
    {
        Put("var/lib/dpkg/status", """
            Package: other
            Status: install ok installed
            Version: 3.0.0
            Architecture: all
            Description: another one

            Package: agent
            Status: install ok installed
            Priority: optional
            Section: admin
            Installed-Size: 12
            Maintainer: Nobody <nobody@example.invalid>
            Architecture: all
            Version: 3.0.0
            Config-Version: 2.9
            Depends: libc6 (>= 2.34), dbus | dbus-broker
            Conffiles:
             /etc/agent.conf 0123456789abcdef0123456789abcdef
            Description: an agent
             It does this.
             .
             And that.

            """);
        Put("var/lib/dpkg/info/agent.list", "/.\n/usr\n/usr/bin\n/usr/bin/agent\n/usr/bin/alias\n/usr/share\n/usr/share/excluded\n");
        Put("var/lib/dpkg/info/agent.postinst", "#!/bin/sh\nexit 0\n");
        File.SetUnixFileMode(_directory.File("var/lib/dpkg/info/agent.postinst"), (UnixFileMode)0x1ED);
        Put("var/lib/dpkg/info/agent-doc.postinst", "#!/bin/sh\nexit 1\n");
        Put("usr/bin/agent", new string('x', 1000));
        File.SetUnixFileMode(_directory.File("usr/bin/agent"), (UnixFileMode)0x1ED);
        File.CreateSymbolicLink(_directory.File("usr/bin/alias"), "agent");
        Directory.CreateDirectory(_directory.File("usr/share"));
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_package_has_the_files_scripts_and_fields_of_the_installed_one()
    {
        var (file, problem) = Write("agent", "3.0.0");
        Assert.Null(problem);
        var deb = _directory.File(file!);
        var contents = Tool.Succeed("dpkg-deb", "--contents", deb).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(p => $"{p[0]} {p[1]} {string.Join(' ', p[5..])}");
        Assert.Contains("-rwxr-xr-x 0/0 ./usr/bin/agent", contents);
        Assert.Contains("lrwxrwxrwx 0/0 ./usr/bin/alias -> agent", contents);
        Assert.DoesNotContain(contents, c => c.Contains("excluded", StringComparison.Ordinal));
        Assert.Equal("libc6 (>= 2.34), dbus | dbus-broker", Tool.Succeed("dpkg-deb", "--field", deb, "Depends").Trim());
        Assert.Equal("3.0.0", Tool.Succeed("dpkg-deb", "--field", deb, "Version").Trim());
        Assert.EndsWith(" It does this.\n .\n And that.", Tool.Succeed("dpkg-deb", "--field", deb, "Description").Trim());
        Assert.Equal("", Tool.Succeed("dpkg-deb", "--field", deb, "Config-Version", "Status").Trim());

        Tool.Succeed("dpkg-deb", "--raw-extract", deb, _directory.File("out"));
        Assert.Equal("#!/bin/sh\nexit 0\n", File.ReadAllText(_directory.File("out/DEBIAN/postinst")));
        Assert.Equal(new string('x', 1000), File.ReadAllText(_directory.File("out/usr/bin/agent")));
        Assert.Equal(["control", "postinst"], Directory.GetFiles(_directory.File("out/DEBIAN")).Select(Path.GetFileName).Order());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(deb));
    }

    [Theory]
    [InlineData("agent", "3.0.1")]
    [InlineData("nobody", "3.0.0")]
    public void What_is_not_installed_in_that_version_is_not_made(string name, string version)
    {
        var (file, problem) = Write(name, version);
        Assert.Null(file);
        Assert.Contains($"{name} {version} is not installed", problem, StringComparison.Ordinal);
    }

    /// <summary>dpkg's journal has what its status file does not have yet: another version, or the same one in part.</summary>
    [Theory]
    [InlineData("install ok installed", "3.1.0", "agent 3.0.0 is not installed")]
    [InlineData("install ok half-configured", "3.0.0", "agent 3.0.0 is half-configured")]
    [InlineData("install reinstreq half-installed", "3.0.0", "agent 3.0.0 is half-installed")]
    [InlineData("deinstall ok config-files", "3.0.0", "agent 3.0.0 is not installed")]
    public void Case50_A_package_in_part_by_dpkgs_journal_is_not_made(string status, string version, string expected)
    {
        Put("var/lib/dpkg/updates/0000",
            $"Package: agent\nStatus: {status}\nVersion: {version}\nArchitecture: all\nConfig-Version: 2.9\nDescription: an agent\n\n");
        var (file, problem) = Write("agent", "3.0.0");
        Assert.Null(file);
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Case50_The_record_in_dpkgs_journal_counts()
    {
        Put("var/lib/dpkg/updates/0000", "Package: agent\nStatus: install ok installed\nVersion: 3.0.0\nArchitecture: all\n"
            + "Maintainer: Nobody <nobody@example.invalid>\nDepends: newer\nDescription: an agent\n\n");
        var (file, problem) = Write("agent", "3.0.0");
        Assert.Null(problem);
        Assert.Equal("newer", Tool.Succeed("dpkg-deb", "--field", _directory.File(file!), "Depends").Trim());
    }

    private (string? File, string? Problem) Write(string name, string version) => new DebRepack(new DpkgPaths(_directory.Path)).Write(
        name, version, _directory.Path, Time, TestContext.Current.CancellationToken);

    private void Put(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory.File(path))!);
        File.WriteAllText(_directory.File(path), content);
    }
}
