using LinuxPatchApi.Cli;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tests.Cli;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tests.Tls;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Tests.Files;

public sealed class AgentFileTests
{
    [Theory]
    [InlineData(0u, 0u, 0x180, false, true)]
    [InlineData(0u, 0u, 0x080, false, false)]
    [InlineData(1000u, 1000u, 0x180, false, false)]
    [InlineData(1000u, 0u, 0x1A0, false, true)]
    [InlineData(1000u, 1000u, 0x1A4, false, true)]
    [InlineData(1000u, 1000u, 0x1C0, true, false)]
    [InlineData(1000u, 1000u, 0x1C1, true, true)]
    [InlineData(0u, 0u, 0x1C0, true, true)]
    public void Case27_Owner_and_mode_decide_what_root_without_capabilities_reads(uint user, uint group, int mode, bool isDirectory,
        bool expected) =>
        Assert.Equal(expected, AgentFile.Refusal(new FileOwner(user, group, (UnixFileMode)mode), isDirectory) is null);

    [Fact]
    public void Owner_and_mode_of_a_file_are_reported()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("f", "x");
        File.SetUnixFileMode(path, (UnixFileMode)0x1A0);
        var owner = FileOwner.Of(path)!.Value;
        Assert.Equal((FileOwner.OfProcess(), (UnixFileMode)0x1A0), (owner.User, owner.Mode));
        Assert.Null(FileOwner.Of(path + ".none"));
    }

    [Fact]
    public async Task Case27_Key_and_allow_list_of_another_user_are_errors_of_check_config_with_chown()
    {
        if (FileOwner.OfProcess() != 0)
        {
            return;
        }

        using var tls = new TlsFixture();
        var cli = new CommandRunner();
        var config = Configuration(tls);
        Assert.Equal(ExitCode.Ok, await cli.RunAsync("check-config", "--config", config));
        Tool.Succeed("chown", "12345", tls.Settings.ServerKeyPaths[0]);
        Tool.Succeed("chown", "12345", tls.File("allow.yaml"));
        Tool.Succeed("chmod", "0600", tls.File("allow.yaml"));
        Assert.Equal(ExitCode.Configuration, await cli.RunAsync("check-config", "--config", config));
        Assert.Contains($"chown root {tls.Settings.ServerKeyPaths[0]}", cli.Output, StringComparison.Ordinal);
        Assert.Contains($"chown root {tls.File("allow.yaml")}", cli.Output, StringComparison.Ordinal);
        var start = AgentStart.Load(AgentPaths.FromEnvironment(config), TimeProvider.System, TextWriter.Null);
        Assert.Equal(ExitCode.Configuration, start.Exit);
        Assert.Contains("chown root", start.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case27_Expired_certificate_is_judged_alike_by_start_and_check()
    {
        using var tls = new TlsFixture();
        var cli = new CommandRunner();
        var config = Configuration(tls);
        cli.Clock.Advance(TimeSpan.FromDays(400));
        Assert.Equal(ExitCode.Ok, await cli.RunAsync("check-config", "--config", config));
        Assert.Contains("warning: the server certificate expired", cli.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, AgentStart.Load(AgentPaths.FromEnvironment(config), cli.Clock, TextWriter.Null).Exit);
    }

    [Fact]
    public void Case28_Missing_key_alone_ends_the_start_with_its_name()
    {
        using var tls = new TlsFixture();
        File.Delete(tls.Settings.ServerKeyPaths[0]);
        var start = AgentStart.Load(AgentPaths.FromEnvironment(Configuration(tls)), tls.Clock, TextWriter.Null);
        Assert.Equal(ExitCode.Configuration, start.Exit);
        Assert.Equal(
            $"not started: {tls.Settings.ServerKeyPaths[0]} is missing: put it there ({tls.Settings.ServerKeyPaths[0]}), "
                + "then start the agent again: 'systemctl start linux-patch-api'", start.Cause);
    }

    [Fact]
    public void Case28_Fresh_installation_and_bad_files_have_their_own_words()
    {
        using var tls = new TlsFixture();
        var settings = Settings(tls);
        TlsProblem Missing(string path) => TlsProblem.Fatal(TlsFailure.FileMissing, path, "the file does not exist");
        Assert.Contains("no certificates yet", AgentStart.WithoutCertificates(
            settings, [Missing(tls.Settings.CaCertificatePath), Missing(tls.Settings.ServerCertificatePath)]), StringComparison.Ordinal);
        Assert.Contains("belongs to another", AgentStart.WithoutCertificates(
            settings, [TlsProblem.Fatal(TlsFailure.KeyMismatch, "/key", "belongs to another")]), StringComparison.Ordinal);
    }

    private static LinuxPatchApi.Configuration.Sections.Settings Settings(TlsFixture tls) =>
        LinuxPatchApi.Configuration.ConfigurationLoader.Load(Configuration(tls)).Settings!;

    private static string Configuration(TlsFixture tls)
    {
        File.WriteAllText(tls.File("allow.yaml"), "entries: [127.0.0.1]\n");
        File.WriteAllText(tls.File("config.yaml"),
            $"tls:\n  ca_cert: {tls.Settings.CaCertificatePath}\n  server_cert: {tls.Settings.ServerCertificatePath}\n"
            + $"  server_key: {tls.Settings.ServerKeyPaths[0]}\n  crl_path: {tls.Settings.CrlPath}\n"
            + $"whitelist:\n  path: {tls.File("allow.yaml")}\njobs:\n  storage_path: {tls.File("state/jobs")}\n");
        return tls.File("config.yaml");
    }
}
