using System.Text;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Host.Checks;

namespace LinuxPatchApi.Tests.Host.Checks;

/// <summary>The unit's files as systemd reads them, and what its sandbox hides.</summary>
public sealed class AgentUnitTests : IDisposable
{
    private const string Unit = "usr/lib/systemd/system/linux-patch-api.service";

    private const string Shipped = "[Service]\nProtectSystem=strict\nProtectHome=yes\nPrivateTmp=yes\nStateDirectory=linux_patch_api\n"
        + "LogsDirectory=linux_patch_api\nRestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\n";

    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("etc/systemd/system/linux-patch-api.service.d/a.conf", "[Service]\nCPUWeight=50\n# ProtectSystem=no\n", "ok")]
    [InlineData("etc/systemd/system/linux-patch-api.service.d/a.conf", "[Service]\nProtectHome=yes\n", "ok")]
    [InlineData("etc/systemd/system/linux-patch-api.service.d/a.conf", "[Unit]\nUser=of another section\n", "ok")]
    [InlineData("etc/systemd/system/linux-patch-api.service.d/a.conf", "[Service]\n  ProtectSystem = no\n", "warning")]
    [InlineData("run/systemd/generator.early/service.d/zzz-lxc-service.conf", "[Service]\nProtectControlGroups=no\n", "warning")]
    [InlineData("usr/local/lib/systemd/system/linux-patch-.service.d/a.conf", "[Service]\nReadWritePaths=/\n", "warning")]
    [InlineData("etc/systemd/system.control/linux-patch-api.service.d/50-x.conf", "[Service]\nIPAddressAllow=any\n", "warning")]
    [InlineData("etc/systemd/system/linux-.service.d/a.conf", "[Service]\nRestrictAddressFamilies=\n", "warning")]
    [InlineData("etc/systemd/system/linux-patch-api.service", "[Service]\nExecStart=/usr/bin/linux-patch-api run\n", "warning")]
    public void Case26_File_that_changes_the_sandbox_is_reported_wherever_systemd_reads_it(string path, string text, string expected)
    {
        Write(Unit, Shipped);
        Write(path, text);
        var check = DropInCheck.Judge(AgentUnit.Read(_root));
        Assert.Equal(expected, CheckResult.WireName(check.Status));
        Assert.EndsWith(path, check.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_drop_in_there_is_none() => Assert.Equal("none", DropInCheck.Judge(AgentUnit.Read(_root)).Seen);

    [Fact]
    public void Case26_A_link_to_dev_null_masks_a_drop_in_of_the_same_name()
    {
        Write(Unit, Shipped);
        Write(Unit + ".d/a.conf", "[Service]\nProtectHome=no\n");
        Directory.CreateDirectory(Path.Combine(_root, "etc/systemd/system/linux-patch-api.service.d"));
        File.CreateSymbolicLink(Path.Combine(_root, "etc/systemd/system/linux-patch-api.service.d/a.conf"), "/dev/null");
        Assert.Equal("yes", AgentUnit.Read(_root).Value("ProtectHome"));
    }

    [Theory]
    [InlineData("/root/certs/ca.pem", "the agent sees nothing of /root: its unit has ProtectHome=yes")]
    [InlineData("/home" + "/x/ca.pem", "the agent sees nothing of /home: its unit has ProtectHome=yes")]
    [InlineData("/etc/../tmp/ca.pem", "the agent sees nothing of /tmp: its unit has PrivateTmp=yes")]
    [InlineData("/var/tmp/ca.pem", "the agent sees nothing of /var/tmp: its unit has PrivateTmp=yes")]
    [InlineData("/roots/ca.pem", null)]
    [InlineData("/etc/linux_patch_api/certs/ca.pem", null)]
    public void Case27_What_the_sandbox_hides_is_an_error_before_the_start(string path, string? expected)
    {
        Write(Unit, Shipped);
        var findings = Findings($"tls:\n  ca_cert: {path}\n");
        Assert.Equal(expected, findings.Select(f => f.Message).FirstOrDefault());
        Assert.All(findings, f => Assert.Equal(("c.yaml:2:12", "tls.ca_cert", FindingSeverity.Error),
            ($"{f.Position}", f.Key, f.Severity)));

        Write("etc/systemd/system/linux-patch-api.service.d/b.conf", "[Service]\nProtectHome=no\nPrivateTmp=off\n");
        Assert.Null(AgentUnit.Read(_root).WhyHidden(path));
    }

    [Theory]
    [InlineData("/srv/audit.log", "", true)]
    [InlineData("/srv/audit.log", "ReadWritePaths=-/opt /srv", false)]
    [InlineData("/srv/audit.log", "ProtectSystem=full", false)]
    [InlineData("/var/log/audit.log", "", true)]
    [InlineData("/var/log/linux_patch_api/audit.log", "", false)]
    public void Case27_What_the_sandbox_makes_read_only_is_a_warning(string path, string dropIn, bool expected)
    {
        Write(Unit, Shipped);
        Write("etc/systemd/system/linux-patch-api.service.d/b.conf", $"[Service]\n{dropIn}\n");
        var findings = Findings($"logging:\n  file_path: {path}\n");
        Assert.Equal(expected, findings.Count == 1);
        Assert.All(findings, f => Assert.Equal(FindingSeverity.Warning, f.Severity));
    }

    /// <summary>A certificate, or the directory of it, that is a link to where the sandbox shows nothing.</summary>
    [Theory]
    [InlineData("server.pem", "/root/.acme.sh/server.pem")]
    [InlineData("live", "/root/.acme.sh")]
    public void Case27_What_a_link_leads_to_is_looked_at_as_the_agent_would(string link, string target)
    {
        Write(Unit, Shipped.Replace("PrivateTmp=yes", "PrivateTmp=no", StringComparison.Ordinal));
        Write("certs/x", "");
        File.CreateSymbolicLink(Path.Combine(_root, "certs", link), target);
        File.CreateSymbolicLink(Path.Combine(_root, "linked"), "certs");
        var path = Path.Combine(_root, "linked", link == "live" ? "live/server.pem" : link);
        Assert.Equal(
            $"{path} leads to /root/.acme.sh/server.pem, and the agent sees nothing of /root: its unit has ProtectHome=yes",
            Assert.Single(Findings($"tls:\n  server_cert: {path}\n")).Message);

        // What is written through a link, as well.
        Write("etc/systemd/system/linux-patch-api.service.d/b.conf", $"[Service]\nReadWritePaths={_root}\nProtectHome=no\n");
        Assert.Contains(
            "cannot write to /root/.acme.sh", Findings($"logging:\n  file_path: {path}\n")[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Case27_Links_that_never_end_are_left_to_the_kernel()
    {
        Write(Unit, Shipped);
        File.CreateSymbolicLink(Path.Combine(_root, "loop"), "loop");
        Assert.Null(AgentUnit.Read(_root).WhyHidden("/etc/none"));
        Assert.NotNull(AgentUnit.Read(_root).WhyHidden(Path.Combine(_root, "loop")));
    }

    /// <summary>A bind mount shows what is hidden; lists add up, and an empty assignment clears them (systemd.exec(5)).</summary>
    [Theory]
    [InlineData("BindReadOnlyPaths=/root/certs", "/root/certs/ca.pem", false, true)]
    [InlineData("BindReadOnlyPaths=-/srv/certs:/root/certs:norbind", "/root/certs/ca.pem", false, true)]
    [InlineData("BindPaths=/root/certs", "/root/certs/ca.pem", false, false)]
    [InlineData("BindPaths=/root/other", "/root/certs/ca.pem", true, true)]
    [InlineData("BindPaths=/root/certs\nBindPaths=", "/root/certs/ca.pem", true, true)]
    [InlineData("StateDirectory=other", "/var/lib/linux_patch_api/jobs", false, false)]
    [InlineData("StateDirectory=\nStateDirectory=other", "/var/lib/linux_patch_api/jobs", false, true)]
    [InlineData("ReadWritePaths=/srv\nReadWritePaths=/opt", "/srv/x", false, false)]
    [InlineData("ReadWritePaths=/srv\nReadWritePaths=\nReadWritePaths=/opt", "/srv/x", false, true)]
    public void Case27_Bind_mounts_and_lists_count_as_systemd_counts_them(string dropIn, string path, bool isHidden, bool isReadOnly)
    {
        Write(Unit, Shipped);
        Write("etc/systemd/system/linux-patch-api.service.d/b.conf", $"[Service]\n{dropIn}\n");
        var unit = AgentUnit.Read(_root);
        Assert.Equal((isHidden, isReadOnly), (unit.WhyHidden(path) is not null, unit.WhyReadOnly(path) is not null));
    }

    [Fact]
    public void Without_the_unit_nothing_is_known_of_a_sandbox() => Assert.Empty(Findings("tls:\n  ca_cert: /root/ca.pem\n"));

    private IReadOnlyList<Finding> Findings(string text) => SandboxFindings.Of(
        "/etc/c.yaml", ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(text)).Loaded!, AgentUnit.Read(_root));

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, path))!);
        File.WriteAllText(Path.Combine(_root, path), text);
    }
}
