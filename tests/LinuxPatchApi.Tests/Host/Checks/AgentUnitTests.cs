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
