using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary><c>linux-patch-api-tools</c>: the program for an admin machine, without the agent.</summary>
public sealed class ToolsPackageTests(BareHost host) : IClassFixture<BareHost>
{
    private const string Name = "linux-patch-api-tools";

    [Fact]
    public async Task Client_and_pki_work_on_a_host_without_the_agent_and_the_agent_takes_its_place()
    {
        await BuildAsync("deb", $"{host.Sandbox.Root}/root/tools.deb");
        File.Copy(TestBed.Package(), host.Sandbox.Root + "/root/agent.deb", overwrite: true);
        var needs = await host.Sandbox.ShAsync("dpkg-deb -f /root/tools.deb Depends");
        Assert.DoesNotContain("packagekit", needs, StringComparison.OrdinalIgnoreCase);
        await host.Sandbox.ShAsync("dpkg -i /root/tools.deb");
        var help = await host.Sandbox.ShAsync("linux-patch-api client --help");
        Assert.Contains("linux-patch-api client", help, StringComparison.Ordinal);
        await host.Sandbox.ShAsync("linux-patch-api pki init --directory /root/pki && linux-patch-api pki issue --directory /root/pki "
            + "--client --name admin && linux-patch-api pki bundle web1 --directory /root/pki --ip 192.0.2.10");
        Assert.Contains("admin", await host.Sandbox.ShAsync("linux-patch-api pki list --directory /root/pki"));
        Assert.Equal("linux-patch-api-pki@.service linux-patch-api-pki@.timer", await UnitsAsync());
        Assert.Equal("absent", (await host.Sandbox.ShAsync("test -e /etc/linux_patch_api || echo absent")).Trim());
        var timer = "\"linux-patch-api-pki@$(systemd-escape -p /root/pki).timer\"";
        await host.Sandbox.ShAsync($"systemctl enable --now {timer}");

        // The agent provides it. What the tools made stays, the timer too.
        var before = await host.Sandbox.ShAsync("sha256sum /root/pki/ca.pem");
        await host.Sandbox.ShAsync("dpkg -i /root/agent.deb");
        Assert.DoesNotContain("ii", await host.Sandbox.ShAsync(
            $"dpkg-query -W -f '${{db:Status-Abbrev}}' {Name} 2>/dev/null || echo gone"));
        Assert.Equal(before, await host.Sandbox.ShAsync("sha256sum /root/pki/ca.pem"));
        Assert.Equal("enabled", (await host.Sandbox.ShAsync($"systemctl is-enabled {timer}")).Trim());
        Assert.Equal("active", (await host.Sandbox.ShAsync($"systemctl is-active {timer}")).Trim());

        // On a host with the agent there is nothing to install, and nothing happens to the agent.
        var refused = await host.Sandbox.TryShAsync("dpkg -i /root/tools.deb");
        Assert.NotEqual(0, refused.Exit);
        Assert.Contains("conflicting packages", refused.Text);
        Assert.Contains("installed", await host.Sandbox.ShAsync("dpkg-query -W -f '${db:Status-Status}' linux-patch-api"));
    }

    [Theory]
    [InlineData("rpm", "rpm -qp --requires", "rpm -qpl")]
    [InlineData("arch", "bsdtar -xOf FILE .PKGINFO; :", "bsdtar -tf")]
    public async Task Other_formats_have_the_same_files_and_need_no_package_kit(string format, string requires, string list)
    {
        var folder = Directory.CreateTempSubdirectory("tools").FullName;
        await BuildAsync(format, folder);
        var file = Assert.Single(Directory.GetFiles(folder));
        var needs = await Command.RunAsync("sh", "-c", $"{requires.Replace("FILE", file, StringComparison.Ordinal)} {file}");
        Assert.DoesNotContain("packagekit", needs, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("ssl", needs, StringComparison.Ordinal);
        var files = await Command.RunAsync("sh", "-c", $"{list} {file}");
        Assert.Contains("usr/bin/linux-patch-api\n", files, StringComparison.Ordinal);
        Assert.Contains("linux-patch-api-pki@.timer", files, StringComparison.Ordinal);
        Assert.DoesNotContain("linux-patch-api.service", files, StringComparison.Ordinal);
        Assert.DoesNotContain("etc/", files, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static Task BuildAsync(string format, string output) => Command.RunAsync(
        "env", $"PACKAGE={Name}", Path.Combine(TestBed.Repository, "packaging", format, "build"),
        Path.Combine(TestBed.Repository, "artifacts/linux-x64/linux-patch-api"), output);

    private async Task<string> UnitsAsync()
    {
        var listed = await host.Sandbox.ShAsync(
            "systemctl daemon-reload; systemctl list-unit-files --no-legend --plain 'linux-patch-api*'");
        return string.Join(' ', listed.Split('\n').Select(line => line.Split(' ')[0]).Where(name => name.Length > 0)
            .Order(StringComparer.Ordinal));
    }
}
