using System.Net;
using System.Text;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Tests.Configuration;

public sealed class ConfigurationLoaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("---\n")]
    [InlineData("server:\ntls:\n")]
    [InlineData("\uFEFFserver:\n")]
    [InlineData("server: ~\nenrollment:\n  manager_url: null\n  polling_token: \"\"\nlogging:\n  syslog_server: \"\"\n")]
    public void Fills_in_the_documented_default_where_a_file_sets_nothing(string content)
    {
        var settings = Good(content);

        Assert.Equal(12443, settings.Server.Port);
        Assert.Equal([IPAddress.Any], settings.Server.Bind);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Server.Timeout);
        Assert.Equal("/etc/linux_patch_api/certs/ca.pem", settings.Tls.CaCertificatePath);
        Assert.Equal("/etc/linux_patch_api/certs/server.pem", settings.Tls.ServerCertificatePath);
        Assert.Equal(["/etc/linux_patch_api/certs/server.key.pem", "/etc/linux_patch_api/certs/server.key"], settings.Tls.ServerKeyPaths);
        Assert.Equal("/etc/linux_patch_api/certs/crl.pem", settings.Tls.CrlPath);
        Assert.Equal(CrlPolicy.KeepServing, settings.Tls.CrlPolicy);
        Assert.Equal(
            new JobSettings(TimeSpan.FromMinutes(30), "/var/lib/linux_patch_api/jobs", 100, 500, TimeSpan.FromDays(30))
            {
                StallAfter = TimeSpan.FromMinutes(2),
            },
            settings.Jobs);
        Assert.Equal(
            new LoggingSettings(LogLevel.Information, true, null, "/var/log/linux_patch_api/audit.log", TimeSpan.FromDays(30)),
            settings.Logging);
        Assert.Equal("/etc/linux_patch_api/whitelist.yaml", settings.Whitelist.Path);
        Assert.Equal(PackageManagerKind.Auto, settings.PackageManager.Kind);
        Assert.Equal(
            new EnrollmentSettings(null, null, TimeSpan.FromSeconds(60), 1440, null, null, TimeSpan.FromDays(7)), settings.Enrollment);
        Assert.Equal(new RateLimitSettings(true, 20, 10, 120, 30), settings.RateLimit);
        Assert.Equal(11, settings.Restart.Deny.Count);
        Assert.Equal(("dbus.service", "container-getty@*.service"), (settings.Restart.Deny[0], settings.Restart.Deny[^1]));
        Assert.Equal(TimeSpan.FromHours(1), settings.Cache.StaleAfter);
    }

    [Fact]
    public void Reads_an_old_example_that_sets_every_key()
    {
        var settings = Good("""
            server:
              port: 8443
              bind: ["192.0.2.1", "2001:db8::1"]
              timeout_seconds: 60
            tls:
              enabled: true
              port: 8443
              ca_cert: "/a/ca.pem"
              server_cert: "/a/server.pem"
              server_key: "/a/server.key"
              crl_path: /a/crl.pem
              crl_policy: refuse
              min_tls_version: "1.3"
            jobs:
              max_concurrent: 5
              timeout_minutes: 45
              storage_path: "/b/jobs"
              max_queue_depth: 7
              history_limit: 8
              history_days: 9
            logging:
              level: "debug"
              journal_enabled: false
              syslog_enabled: true
              syslog_server: "tcp://[2001:db8::2]:6514"
              file_path: /b/audit.log
              retention_days: 3
            whitelist:
              path: /a/whitelist.yaml
            package_manager:
              backend: apt
            enrollment:
              manager_url: "https://manager.example.org:8080"
              polling_token: "abc"
              polling_interval_seconds: 5
              max_poll_attempts: 6
              report_interface: eth0
              report_ip: 192.0.2.9
              cert_renewal_threshold_days: 10
            rate_limit:
              enabled: false
              destructive_per_minute: 1
              destructive_burst: 2
              read_per_minute: 3
              read_burst: 4
            cache:
              stale_threshold_secs: 120
            """);

        Assert.Equal([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")], settings.Server.Bind);
        Assert.Equal(["/a/server.key"], settings.Tls.ServerKeyPaths);
        Assert.Equal(CrlPolicy.Refuse, settings.Tls.CrlPolicy);
        Assert.Equal(
            new JobSettings(TimeSpan.FromMinutes(45), "/b/jobs", 7, 8, TimeSpan.FromDays(9)) { StallAfter = TimeSpan.FromMinutes(2) },
            settings.Jobs);
        Assert.Equal(
            new LoggingSettings(LogLevel.Debug, false, new SyslogEndpoint(SyslogTransport.Tcp, "2001:db8::2", 6514), "/b/audit.log",
                TimeSpan.FromDays(3)),
            settings.Logging);
        Assert.Equal(PackageManagerKind.PackageKit, settings.PackageManager.Kind);
        Assert.Equal(["apt", "aptcc"], settings.PackageManager.ExpectedBackends);
        Assert.Equal(
            new EnrollmentSettings(new Uri("https://manager.example.org:8080"), "abc", TimeSpan.FromSeconds(5), 6, "eth0",
                IPAddress.Parse("192.0.2.9"), TimeSpan.FromDays(10)),
            settings.Enrollment);
        Assert.Equal(new RateLimitSettings(false, 1, 2, 3, 4), settings.RateLimit);
        Assert.Equal(TimeSpan.FromMinutes(2), settings.Cache.StaleAfter);
    }

    [Theory]
    [InlineData("tls:\n  port: 12443\n", "c.yaml:2:9: warning: tls.port: says the same as server.port (remove the line)")]
    [InlineData("tls:\n  min_tls_version: \"1.3\"\n",
        "c.yaml:2:20: warning: tls.min_tls_version: TLS 1.3 is the only supported version (remove the line)")]
    [InlineData("tls:\n  min_tls_version: 1.3\n",
        "c.yaml:2:20: warning: tls.min_tls_version: TLS 1.3 is the only supported version (remove the line)")]
    [InlineData("jobs:\n  max_concurrent: 5\n",
        "c.yaml:2:19: info: jobs.max_concurrent: one change to the host's packages runs at a time, whatever this says")]
    public void Accepts_deprecated_keys_with_a_finding(string content, string expected)
    {
        var result = ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(content));

        Assert.NotNull(result.Settings);
        Assert.Equal(expected, Assert.Single(result.Findings).ToString());
    }

    [Theory]
    [InlineData("log", SyslogTransport.Udp, "log", 514)]
    [InlineData("log.example.org:1514", SyslogTransport.Udp, "log.example.org", 1514)]
    [InlineData("udp://192.0.2.1", SyslogTransport.Udp, "192.0.2.1", 514)]
    [InlineData("tcp://192.0.2.1:601", SyslogTransport.Tcp, "192.0.2.1", 601)]
    [InlineData("::1", SyslogTransport.Udp, "::1", 514)]
    [InlineData("[::1]:515", SyslogTransport.Udp, "::1", 515)]
    internal void Reads_each_form_of_a_syslog_server(string text, SyslogTransport transport, string host, int port)
    {
        var settings = Good($"logging:\n  syslog_enabled: true\n  syslog_server: \"{text}\"\n");

        Assert.Equal(new SyslogEndpoint(transport, host, port), settings.Logging.Syslog);
    }

    [Theory]
    [InlineData("auto", PackageManagerKind.Auto, "")]
    [InlineData("packagekit", PackageManagerKind.PackageKit, "")]
    [InlineData("apkpolkit", PackageManagerKind.ApkPolkit, "")]
    [InlineData("apk", PackageManagerKind.ApkPolkit, "")]
    [InlineData("apt", PackageManagerKind.PackageKit, "apt,aptcc")]
    [InlineData("dnf", PackageManagerKind.PackageKit, "dnf,dnf5")]
    [InlineData("yum", PackageManagerKind.PackageKit, "dnf,dnf5,yum")]
    [InlineData("pacman", PackageManagerKind.PackageKit, "alpm,pacman")]
    internal void Accepts_old_and_new_names_of_the_package_manager(string name, PackageManagerKind kind, string backends)
    {
        var settings = Good($"package_manager:\n  backend: {name}\n").PackageManager;

        Assert.Equal((kind, backends, name), (settings.Kind, string.Join(',', settings.ExpectedBackends), settings.ConfiguredName));
    }

    [Fact]
    public void Reports_a_missing_file()
    {
        var result = ConfigurationLoader.Load("/nonexistent/config.yaml");

        Assert.Equal("/nonexistent/config.yaml: error: the file does not exist", Assert.Single(result.Findings).ToString());
    }

    [Fact]
    public void Reads_a_file_from_disk()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("config.yaml", "server:\n  port: 4711\n");

        Assert.Equal(4711, ConfigurationLoader.Load(path).Settings!.Server.Port);
    }

    private static Settings Good(string content)
    {
        var result = ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(content));
        Assert.DoesNotContain(result.Findings, finding => finding.Severity == FindingSeverity.Error);
        return result.Settings!;
    }
}
