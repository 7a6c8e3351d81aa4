using LinuxPatchApi.Cli;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Tests.Enrolment;

namespace LinuxPatchApi.Tests.Cli;

public sealed class EnrollVerbTests
{
    private readonly CommandRunner _command = new();

    [Fact]
    public async Task Shows_the_fingerprint_when_nothing_says_how_to_verify_the_manager()
    {
        await using var bed = new EnrolmentBed();
        var code = await _command.RunAsync("enroll", "--manager", bed.Manager.Address.AbsoluteUri, "--config", bed.ConfigurationFile);
        Assert.Equal(ExitCode.Unavailable, code);
        Assert.Contains("so nothing was sent to it", _command.Error, StringComparison.Ordinal);
        Assert.Contains(
            ManagerTrust.Show(bed.Manager.Certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)),
            _command.Error, StringComparison.Ordinal);
        Assert.Empty(bed.Manager.Requests);
    }

    [Fact]
    public async Task Manager_that_was_refused_is_looked_at_anew_by_the_same_command_with_another_CA_in_the_file()
    {
        await using var bed = new EnrolmentBed();
        var good = await File.ReadAllTextAsync(bed.CaFile, TestContext.Current.CancellationToken);
        using var other = new LinuxPatchApi.FakeManager.ManagerPki(bed.Time, "Other CA");
        await File.WriteAllTextAsync(bed.CaFile, other.AuthorityPem, TestContext.Current.CancellationToken);
        string[] enrol =
        [
            "enroll", "--manager", bed.Manager.Address.AbsoluteUri, "--ca-file", bed.CaFile, "--no-wait",
            "--config", bed.ConfigurationFile,
        ];
        Assert.Equal(ExitCode.Unavailable, await _command.RunAsync(enrol));
        Assert.Contains("not issued by an accepted authority", _command.Error, StringComparison.Ordinal);
        Assert.Empty(bed.Manager.Requests);

        await File.WriteAllTextAsync(bed.CaFile, good, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, await _command.RunAsync(enrol));
        Assert.Contains("waiting for approval", _command.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrols_in_three_calls_and_shows_where_it_is()
    {
        await using var bed = new EnrolmentBed();
        string[] enrol =
        [
            "enroll", "--manager", bed.Manager.Address.AbsoluteUri, "--ca-file", bed.CaFile, "--no-wait",
            "--config", bed.ConfigurationFile,
        ];

        Assert.Equal(ExitCode.Ok, await _command.RunAsync(enrol));
        Assert.Contains("waiting for approval", _command.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("enroll", "--status", "--config", bed.ConfigurationFile));
        Assert.Contains("approve ", _command.Output, StringComparison.Ordinal);

        Assert.Equal(200, bed.Manager.Enrolments.Approve());
        _command.Clock.Advance(TimeSpan.FromMinutes(2));
        bed.Time.SetUtcNow(_command.Clock.GetUtcNow());
        Assert.Equal(ExitCode.Ok, await _command.RunAsync(enrol));
        Assert.EndsWith($"enrolled with {bed.Manager.Address}", _command.Output.Trim(), StringComparison.Ordinal);

        // The file of the option may lie where the agent's sandbox sees nothing, or go away.
        var trust = bed.Settings.Enrollment.ManagerTrust!;
        Assert.NotEqual(bed.CaFile, trust);
        Assert.Equal(await File.ReadAllTextAsync(bed.CaFile, TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(trust, TestContext.Current.CancellationToken));

        Assert.Equal(ExitCode.CannotCreate, await _command.RunAsync(enrol));
        Assert.Contains("has a certificate already", _command.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CannotCreate, await _command.RunAsync("enroll", "--abandon", "--config", bed.ConfigurationFile));
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("check-config", "--config", bed.ConfigurationFile));
    }

    [Fact]
    public async Task Abandons_and_says_what_is_left_in_the_manager()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("enroll", "--abandon", "--config", bed.ConfigurationFile));
        Assert.Contains($"delete {EnrolmentBed.Fqdn} in the manager too", _command.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("enroll", "--status", "--config", bed.ConfigurationFile));
        Assert.Equal("there is no enrolment", _command.Output.Trim());
    }

    [Fact]
    public async Task Other_manager_does_not_take_over_an_enrolment_that_waits()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        Assert.Equal(ExitCode.InputOutput, await _command.RunAsync(
            "enroll", "--manager", "https://127.0.0.1:1/", "--ca-file", bed.CaFile, "--no-wait", "--config", bed.ConfigurationFile));
        Assert.Contains("is not complete; 'linux-patch-api enroll --abandon' gives it up", _command.Error, StringComparison.Ordinal);
        Assert.Equal(EnrolmentStage.Waiting, bed.Record.Stage);
        Assert.False(File.Exists(bed.Disk.AuthoritiesFile), "the other manager's CA took the place of this one's");
    }

    [Theory]
    [InlineData("an https URL is needed", "--manager", "http://manager.example.org")]
    [InlineData("user name or password", "--manager", "https://user:hush@manager.example.org")]
    [InlineData("a query", "--manager", "https://manager.example.org/?site=1")]
    [InlineData("a fragment", "--manager", "https://manager.example.org/#a")]
    [InlineData("exclude each other", "--manager", "https://m.example.org", "--system-roots", "--fingerprint", "AB")]
    [InlineData("exclude each other", "--status", "--abandon")]
    [InlineData("--status and --system-roots exclude each other", "--status", "--system-roots")]
    [InlineData("--status and --no-wait exclude each other", "--status", "--no-wait")]
    [InlineData("--abandon and --no-wait exclude each other", "--no-wait", "--abandon")]
    [InlineData("--abandon and --manager exclude each other", "--manager", "https://m.example.org", "--abandon")]
    [InlineData("--manager URL is needed")]
    public async Task Wrong_command_line_says_what_is_wrong(string expected, params string[] arguments)
    {
        await using var bed = new EnrolmentBed();
        Assert.Equal(ExitCode.Usage, await _command.RunAsync(["enroll", .. arguments, "--config", bed.ConfigurationFile]));
        Assert.Contains(expected, _command.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", _command.Error, StringComparison.Ordinal);
    }

    /// <summary>The bed's enrolment waits with a CA file.</summary>
    [Fact]
    public async Task Case04_Another_way_to_verify_an_enrolment_that_waits_is_refused()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        Assert.Equal(ExitCode.Usage, await _command.RunAsync(
            "enroll", "--manager", bed.Manager.Address.AbsoluteUri, "--fingerprint", new string('a', 64), "--no-wait",
            "--config", bed.ConfigurationFile));
        Assert.Contains("--fingerprint: the enrolment that waits verifies the manager by", _command.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crl_pem", "", "\"crl_pem\" is no member of such a document")]
    [InlineData("server_crt_pem", "", "(did you mean server_cert_pem?)")]
    [InlineData("ca_root_pem", "", "it has a member twice")]
    public async Task Case04_Member_of_a_reissue_that_is_not_read_is_refused_by_its_name(string member, string value, string expected)
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        await bed.ToTheEndAsync();
        var before = await File.ReadAllTextAsync(bed.Settings.Tls.ServerCertificatePath, TestContext.Current.CancellationToken);
        var file = Path.Combine(bed.Path, "reissued.json");
        var document = bed.Manager.Enrolments.Reissue(EnrolmentBed.Fqdn, EnrolmentBed.Address);
        await File.WriteAllTextAsync(
            file, $"{document.TrimEnd()[..^1]},\"{member}\":\"{value}\"}}", TestContext.Current.CancellationToken);
        Assert.Equal(
            ExitCode.DataError, await _command.RunAsync("pki", "import", "--manager-json", file, "--config", bed.ConfigurationFile));
        Assert.Contains(expected, _command.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(bed.Settings.Tls.ServerCertificatePath, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("AB")]
    [InlineData("zz")]
    public async Task Fingerprint_that_is_none_is_refused(string fingerprint)
    {
        await using var bed = new EnrolmentBed();
        Assert.Equal(ExitCode.Usage, await _command.RunAsync("enroll", "--manager", "https://m.example.org", "--fingerprint", fingerprint,
            "--config", bed.ConfigurationFile));
        Assert.Contains("64 hexadecimal digits", _command.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_is_skipped_only_without_certificates_and_manager()
    {
        await using var bed = new EnrolmentBed();
        Assert.Equal(ExitCode.Failure, await _command.RunAsync("run", "--can-start", "--config", bed.ConfigurationFile));
        await File.AppendAllTextAsync(
            bed.ConfigurationFile, $"enrollment:\n  manager_url: {bed.Manager.Address}\n", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("run", "--can-start", "--config", bed.ConfigurationFile));
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("check-config", "--config", bed.ConfigurationFile));
        Assert.Contains("the agent will ask", _command.Output, StringComparison.Ordinal);
    }

    /// <summary>The unit starts it and so says what is wrong; the package asks strictly, and starts nothing that ends at once.</summary>
    [Fact]
    public async Task Configuration_that_cannot_be_used_keeps_only_the_package_from_starting()
    {
        await using var bed = new EnrolmentBed();
        string[] asked = ["run", "--can-start", "--config", bed.ConfigurationFile];
        Assert.Equal(ExitCode.Failure, await _command.RunAsync([.. asked, "--strict"]));
        await File.WriteAllTextAsync(
            bed.ConfigurationFile, "server:\n  port: many\n", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, await _command.RunAsync(asked));
        Assert.Equal(ExitCode.Configuration, await _command.RunAsync([.. asked, "--strict"]));
        Assert.Contains($"{bed.ConfigurationFile}:2:", _command.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_is_not_skipped_when_the_verb_has_begun_an_enrolment()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("run", "--can-start", "--config", bed.ConfigurationFile));
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("check-config", "--config", bed.ConfigurationFile));
        Assert.Contains($"the agent will ask {bed.Manager.Address} for them", _command.Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(bed.Disk.RecordFile, "{", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("run", "--can-start", "--config", bed.ConfigurationFile));
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("enroll", "--abandon", "--config", bed.ConfigurationFile));
        Assert.Equal(ExitCode.Failure, await _command.RunAsync("run", "--can-start", "--config", bed.ConfigurationFile));
        Assert.Contains("nor an enrolment that was begun", _command.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Abandons_nothing_while_the_agent_may_receive_the_certificates()
    {
        await using var bed = new EnrolmentBed();
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("enroll", "--abandon", "--config", bed.ConfigurationFile));
        Assert.False(Directory.Exists(bed.Disk.Path));
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        await bed.ToTheEndAsync();
        using (bed.Disk.Take().Lock)
        {
            // What the record says at this moment is not what it will say.
            Assert.Equal(ExitCode.TemporaryFailure, await _command.RunAsync("enroll", "--abandon", "--config", bed.ConfigurationFile));
        }
        Assert.Equal(ExitCode.CannotCreate, await _command.RunAsync("enroll", "--abandon", "--config", bed.ConfigurationFile));
    }

    [Fact]
    public async Task Import_on_a_host_that_was_never_enrolled_leaves_trust_unset()
    {
        await using var bed = new EnrolmentBed();
        await File.AppendAllTextAsync(
            bed.ConfigurationFile, $"enrollment:\n  manager_url: {bed.Manager.Address}\n", TestContext.Current.CancellationToken);
        var file = Path.Combine(bed.Path, "reissued.json");
        await File.WriteAllTextAsync(
            file, bed.Manager.Enrolments.Reissue(EnrolmentBed.Fqdn, EnrolmentBed.Address), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("pki", "import", "--manager-json", file, "--config", bed.ConfigurationFile));
        Assert.NotNull(bed.Settings.Tls.Enrolled);
        Assert.Null(bed.Settings.Enrollment.ManagerTrust);
        Assert.Contains("nothing says how to verify", ManagerTrust.Read("").Failure, StringComparison.Ordinal);
    }

    /// <summary>A re-issue brings no list: a client that the enrolment's list revokes must not be let in by it.</summary>
    [Fact]
    public async Task Case44_Import_keeps_the_revocation_list_in_force()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        await bed.ToTheEndAsync();
        var enrolled = bed.Settings.Tls;
        var list = await File.ReadAllTextAsync(enrolled.CrlPath, TestContext.Current.CancellationToken);
        var file = Path.Combine(bed.Path, "reissued.json");
        await File.WriteAllTextAsync(
            file, bed.Manager.Enrolments.Reissue(EnrolmentBed.Fqdn, EnrolmentBed.Address), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("pki", "import", "--manager-json", file, "--config", bed.ConfigurationFile));
        Assert.NotEqual(enrolled.CrlPath, bed.Settings.Tls.CrlPath);
        Assert.Equal(list, await File.ReadAllTextAsync(bed.Settings.Tls.CrlPath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Import_in_the_place_of_an_enrolment_that_waits_keeps_its_trust()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        var file = Path.Combine(bed.Path, "reissued.json");
        await File.WriteAllTextAsync(
            file, bed.Manager.Enrolments.Reissue(EnrolmentBed.Fqdn, EnrolmentBed.Address), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("pki", "import", "--manager-json", file, "--config", bed.ConfigurationFile));
        Assert.Equal(bed.CaFile, bed.Settings.Enrollment.ManagerTrust);
    }

    /// <summary>The managers' authorities have one name.</summary>
    [Fact]
    public async Task Import_says_whose_clients_are_refused_and_accepted_from_then_on()
    {
        await using var bed = new EnrolmentBed();
        await using var other = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        await bed.ToTheEndAsync();
        var file = Path.Combine(bed.Path, "reissued.json");
        string[] import = ["pki", "import", "--manager-json", file, "--config", bed.ConfigurationFile];
        await File.WriteAllTextAsync(
            file, bed.Manager.Enrolments.Reissue(EnrolmentBed.Fqdn, EnrolmentBed.Address), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, await _command.RunAsync(import));
        Assert.DoesNotContain("clients of", _command.Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            file, other.Manager.Enrolments.Reissue(EnrolmentBed.Fqdn, EnrolmentBed.Address), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, await _command.RunAsync(import));
        Assert.Contains("are refused now", _command.Output, StringComparison.Ordinal);
        Assert.Contains("are accepted now", _command.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("setup", "--force")]
    [InlineData("install-bundle", "--force")]
    public async Task Own_certificates_on_an_enrolled_host_are_installed_where_the_configuration_names_them(string verb, string force)
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        await bed.ToTheEndAsync();
        var enrolled = bed.Settings.Tls;
        var before = await File.ReadAllTextAsync(enrolled.ServerCertificatePath, TestContext.Current.CancellationToken);
        var pki = Path.Combine(bed.Path, "pki");
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("pki", "init", "--directory", pki));
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("pki", "bundle", "host1", "--directory", pki));
        string[] more = verb == "setup" ? ["--output", Path.Combine(bed.Path, "client")] : [Path.Combine(pki, "host1.tar")];

        Assert.Equal(ExitCode.Ok, await _command.RunAsync(
            [verb, force, "--allow", "192.0.2.10", "--no-start", "--config", bed.ConfigurationFile, .. more]));

        Assert.Null(bed.Settings.Tls.Enrolled);
        Assert.Equal(Path.Combine(bed.Path, "none/server.pem"), bed.Settings.Tls.ServerCertificatePath);
        Assert.NotNull(LinuxPatchApi.Tls.TlsLoader.Load(bed.Settings.Tls, null, bed.Time.GetUtcNow()).Material);
        Assert.Equal(before, await File.ReadAllTextAsync(enrolled.ServerCertificatePath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Reissued_certificates_replace_the_enrolled_ones_and_foreign_ones_do_not()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        await bed.ToTheEndAsync();
        var before = await File.ReadAllTextAsync(bed.Settings.Tls.ServerCertificatePath, TestContext.Current.CancellationToken);
        var file = Path.Combine(bed.Path, "reissued.json");
        string[] import = ["pki", "import", "--manager-json", file, "--config", bed.ConfigurationFile];

        await File.WriteAllTextAsync(
            file, bed.Manager.Enrolments.Reissue(EnrolmentBed.Fqdn, "192.0.2.8"), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.DataError, await _command.RunAsync(import));
        Assert.Contains("not for IP:192.0.2.7", _command.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "{\"cert_pem\":1}", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.DataError, await _command.RunAsync(import));
        Assert.Contains("ca_root_pem is missing or not a text", _command.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(bed.Settings.Tls.ServerCertificatePath, TestContext.Current.CancellationToken));

        await File.WriteAllTextAsync(
            file, bed.Manager.Enrolments.Reissue(EnrolmentBed.Fqdn, EnrolmentBed.Address), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, await _command.RunAsync(import));
        Assert.NotEqual(before, await File.ReadAllTextAsync(bed.Settings.Tls.ServerCertificatePath, TestContext.Current.CancellationToken));
        Assert.Equal((bed.Manager.Address, bed.CaFile), (bed.Settings.Enrollment.ManagerUrl, bed.Settings.Enrollment.ManagerTrust));
        Assert.Equal(ExitCode.Ok, await _command.RunAsync("check-config", "--config", bed.ConfigurationFile));
    }
}
