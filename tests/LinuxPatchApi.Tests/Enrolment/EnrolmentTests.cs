using System.Net;
using System.Text;
using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>The whole enrolment against the fake manager.</summary>
public sealed class EnrolmentTests
{
    [Fact]
    public async Task Approved_host_has_certificates_that_serve_and_lets_the_manager_in()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        Assert.Equal(EnrolmentStage.Waiting, (await bed.NextAsync()).Stage);
        Assert.Equal(200, bed.Manager.Enrolments.Approve());

        var record = await bed.ToTheEndAsync();

        Assert.Equal((EnrolmentStage.Ready, EnrolmentProblem.None, null), (record.Stage, record.Problem, record.Token));
        var settings = bed.Settings;
        var loaded = TlsLoader.Load(settings.Tls, null, bed.Time.GetUtcNow());
        Assert.Empty(loaded.Problems);
        Assert.Single(loaded.Material!.Crl.Lists);
        Assert.Equal(bed.Manager.Address, settings.Enrollment.ManagerUrl);
        Assert.Equal(bed.CaFile, settings.Enrollment.ManagerTrust);
        var allowed = AllowListFile.Load(settings.Whitelist.EnrolledPath!).Document!;
        Assert.True(new AllowList(allowed.Ranges).Allows(IPAddress.Loopback));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(settings.Tls.ServerKeyPaths[0]));
        Assert.False(File.Exists(bed.Disk.AnswerFile), "the private key is on the disk a second time");
    }

    /// <summary>NTP sets the clock after the token came; the approval comes later.</summary>
    [Theory]
    [InlineData(36 * 60)]
    [InlineData(-4)]
    public async Task Case61_Approved_bundle_is_fetched_after_the_clock_was_set(int minutes)
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.ClockOffset = TimeSpan.FromMinutes(minutes);
        Assert.Equal(EnrolmentStage.Waiting, (await bed.StepAsync()).Stage);
        bed.Time.Advance(TimeSpan.FromSeconds(70));
        Assert.Equal(EnrolmentStage.Waiting, (await bed.StepAsync()).Stage);
        Assert.Equal(200, bed.Manager.Enrolments.Approve());
        bed.Time.Advance(TimeSpan.FromSeconds(70));
        await bed.StepAsync();
        Assert.Equal(1, bed.Manager.Enrolments.HandedOut);
    }

    [Fact]
    public async Task Case61_Elapsed_time_is_on_the_disk()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Time.Advance(TimeSpan.FromHours(2));
        await bed.StepAsync();
        Assert.Equal(TimeSpan.FromHours(2), bed.Record.Elapsed);
        Assert.Equal(("boot-1", (long)bed.Time.GetElapsedTime(0).TotalMilliseconds), (bed.Record.Boot, bed.Record.Uptime));
    }

    [Fact]
    public async Task Manager_gets_what_it_reads_of_the_host()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        var who = Assert.Single(bed.Manager.Enrolments.Waiting);
        Assert.Equal(
            (new string('a', 32), EnrolmentBed.Fqdn, EnrolmentBed.Address, "web1"),
            (who.MachineId, who.Fqdn, who.Address.ToString(), who.Hostname));
        Assert.Equal(
            """
            {"os":"Debian GNU/Linux","name":"Debian GNU/Linux 13","os_version":"13","architecture":"x86_64",
            "distro":"debian","version":"13","codename":"trixie"}
            """.ReplaceLineEndings(""),
            who.Os.ToJsonString());
    }

    [Fact]
    public async Task Approved_token_is_not_polled_again_and_the_bundle_is_handed_out_once()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        await bed.ToTheEndAsync();
        var requests = bed.Manager.Requests.Count;
        for (var i = 0; i < 5; i++)
        {
            bed.Time.Advance(TimeSpan.FromHours(1));
            await bed.StepAsync();
        }
        Assert.Equal((requests, 1), (bed.Manager.Requests.Count, bed.Manager.Enrolments.HandedOut));
    }

    [Fact]
    public async Task Without_trust_nothing_is_sent_and_the_fingerprint_is_shown()
    {
        await using var bed = new EnrolmentBed();
        bed.Begin(trust: "");
        var record = await bed.StepAsync();
        Assert.Equal(EnrolmentProblem.NoTrust, record.Problem);
        var fingerprint = bed.Manager.Certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
        Assert.Contains(ManagerTrust.Show(fingerprint), EnrolmentText.Status(record), StringComparison.Ordinal);
        Assert.Contains("openssl x509", EnrolmentText.Remedy(record), StringComparison.Ordinal);
        Assert.Empty(bed.Manager.Requests);

        // What was shown can be typed.
        bed.Begin(trust: ManagerTrust.FingerprintPrefix + ManagerTrust.Show(fingerprint).ToLowerInvariant());
        Assert.Equal(EnrolmentStage.Waiting, (await bed.NextAsync()).Stage);
    }

    [Theory]
    [InlineData("foreign")]
    [InlineData("expired")]
    [InlineData("name")]
    [InlineData("fingerprint")]
    public async Task Manager_that_cannot_be_verified_gets_no_request(string what)
    {
        await using var bed = new EnrolmentBed(pki => what switch
        {
            "expired" => pki.Server("manager.example.org", IPAddress.Loopback, days: -1),
            "name" => pki.Server("manager.example.org", IPAddress.Parse("192.0.2.1")),
            _ => pki.Server("manager.example.org", IPAddress.Loopback),
        });
        using var foreign = new FakeManager.ManagerPki(bed.Time);
        var other = Path.Combine(bed.Path, "other.pem");
        await File.WriteAllTextAsync(other, foreign.AuthorityPem, TestContext.Current.CancellationToken);
        bed.Begin(trust: what switch
        {
            "foreign" => other,
            "fingerprint" => ManagerTrust.FingerprintPrefix + new string('A', 64),
            _ => null,
        });
        var record = await bed.StepAsync();
        Assert.Equal((EnrolmentStage.Asking, EnrolmentProblem.Untrusted), (record.Stage, record.Problem));
        Assert.Contains("fingerprint", record.Detail, StringComparison.Ordinal);
        Assert.Empty(bed.Manager.Requests);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("name")]
    public async Task Fingerprint_replaces_the_authority_but_not_name_and_time(string what)
    {
        await using var bed = new EnrolmentBed(pki => what == "expired"
            ? pki.Server("manager.example.org", IPAddress.Loopback, days: -1)
            : pki.Server("manager.example.org", IPAddress.Parse("192.0.2.1")));
        bed.Begin(trust: ManagerTrust.FingerprintPrefix
            + bed.Manager.Certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256));
        Assert.Equal(EnrolmentProblem.Untrusted, (await bed.StepAsync()).Problem);
        Assert.Empty(bed.Manager.Requests);
    }

    [Fact]
    public async Task Second_request_for_the_same_host_fails_as_it_does_there_and_goes_on_when_the_row_is_gone()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Disk.Clear();
        bed.Begin();
        var record = await bed.StepAsync();
        Assert.Equal((EnrolmentStage.Asking, EnrolmentProblem.PerhapsPending), (record.Stage, record.Problem));
        Assert.Contains("pending enrolments", EnrolmentText.Remedy(record), StringComparison.Ordinal);
        bed.Manager.Enrolments.Deny();
        Assert.Equal(EnrolmentStage.Waiting, (await bed.NextAsync()).Stage);
    }

    [Theory]
    [InlineData(nameof(FakeManager.Switches.WrongNames), EnrolmentProblem.WrongNames)]
    [InlineData(nameof(FakeManager.Switches.ForeignKey), EnrolmentProblem.KeyMismatch)]
    [InlineData(nameof(FakeManager.Switches.ForeignAuthority), EnrolmentProblem.BadChain)]
    public async Task Bundle_that_is_judged_bad_is_kept_and_not_installed(string what, object problem)
    {
        await using var bed = new EnrolmentBed();
        typeof(FakeManager.Switches).GetProperty(what)!.SetValue(bed.Manager.Switches, true);
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        var record = await bed.ToTheEndAsync();
        Assert.Equal((EnrolmentStage.Ended, problem), (record.Stage, record.Problem));
        Assert.Contains("delete the host in the manager", EnrolmentText.Remedy(record), StringComparison.Ordinal);
        Assert.True(bed.Disk.HasAnswer);
        Assert.Null(bed.Settings.Tls.Enrolled);
    }

    [Fact]
    public async Task Bundle_from_the_future_is_installed_when_the_clock_is_set()
    {
        await using var bed = new EnrolmentBed();
        bed.Manager.Switches.ClockAhead = TimeSpan.FromHours(3);
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        var record = await bed.ToTheEndAsync();
        Assert.Equal((EnrolmentStage.Received, EnrolmentProblem.ClockBehind), (record.Stage, record.Problem));
        bed.Time.Advance(TimeSpan.FromHours(3));
        Assert.Equal(EnrolmentStage.Ready, (await bed.ToTheEndAsync()).Stage);
        Assert.Equal(1, bed.Manager.Enrolments.HandedOut);
    }

    [Fact]
    public async Task Empty_revocation_list_is_no_fault()
    {
        await using var bed = new EnrolmentBed();
        bed.Manager.Switches.EmptyCrl = true;
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        Assert.Equal(EnrolmentStage.Ready, (await bed.ToTheEndAsync()).Stage);
        Assert.Empty(TlsLoader.Load(bed.Settings.Tls, null, bed.Time.GetUtcNow()).Problems);
    }

    [Fact]
    public async Task Gap_in_the_middle_of_an_approval_is_waited_out()
    {
        await using var bed = new EnrolmentBed();
        bed.Manager.Switches.ApproveGap = TimeSpan.FromMinutes(7);
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        Assert.Equal(EnrolmentStage.Ready, (await bed.ToTheEndAsync(steps: 20)).Stage);
    }

    /// <summary>The host row of an approval that failed collides with the next one; the agent only sees that nobody approves.</summary>
    [Fact]
    public async Task Collision_is_told_while_it_waits_and_when_its_day_is_over()
    {
        await using var bed = new EnrolmentBed();
        bed.Manager.Switches.FailAfterHostRow = true;
        await bed.WaitingAsync();
        Assert.Equal(500, bed.Manager.Enrolments.Approve());
        bed.Manager.Switches.FailAfterHostRow = false;
        Assert.Equal(409, bed.Manager.Enrolments.Approve());
        Assert.Equal(EnrolmentStage.Waiting, (await bed.NextAsync()).Stage);
        Assert.Contains("409", EnrolmentText.Remedy(bed.Record), StringComparison.Ordinal);
        bed.Manager.Enrolments.Hosts.Clear();
        Assert.Equal(200, bed.Manager.Enrolments.Approve());
        Assert.Equal(EnrolmentStage.Ready, (await bed.ToTheEndAsync()).Stage);
        Assert.Contains("409", EnrolmentText.Remedy(bed.Record with { Problem = EnrolmentProblem.Expired }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_of_the_manager_after_the_approval_ends_with_words_for_both_causes()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        bed.Manager.Enrolments.Restart();
        var record = await bed.ToTheEndAsync(steps: 40);
        Assert.Equal((EnrolmentStage.Ended, EnrolmentProblem.NotFound), (record.Stage, record.Problem));
        Assert.Contains("delete the host", EnrolmentText.Remedy(record), StringComparison.Ordinal);
        Assert.NotNull(record.Token);
        bed.Disk.Clear();
        Assert.False(File.Exists(bed.Disk.RecordFile));
    }

    [Fact]
    public async Task Bundle_that_broke_off_is_told_from_a_token_that_is_unknown()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        bed.Manager.Switches.CutAfter = 2000;
        Assert.True((await bed.NextAsync()).IsBroken);
        bed.Manager.Switches.CutAfter = null;
        var record = await bed.ToTheEndAsync(steps: 40);
        Assert.Equal((EnrolmentStage.Ended, EnrolmentProblem.BundleLost), (record.Stage, record.Problem));
    }

    /// <summary>As proxies write it, or a manager of another version: the certificates come once.</summary>
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n", true)]
    [InlineData("HTTP/1.1 203 x\r\nContent-Type: application/json\r\n", true)]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {0}\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nfolded\r\n", false)]
    public async Task Certificates_under_an_unusual_head_are_kept_or_told_as_lost(string head, bool isKept)
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        using var first = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true });
        var bundle = await first.GetByteArrayAsync(
            new Uri(bed.Manager.Address, "api/v1/enroll/status/" + bed.Record.Token), TestContext.Current.CancellationToken);
        var lines = head.Replace("{0}", $"{bundle.Length}", StringComparison.Ordinal) + $"Content-Length: {bundle.Length}\r\n\r\n";
        bed.Manager.Switches.Instead = [.. Encoding.ASCII.GetBytes(lines), .. bundle];
        await bed.NextAsync();
        bed.Manager.Switches.Instead = null;
        var record = await bed.ToTheEndAsync(steps: 40);
        Assert.Equal(
            isKept ? (EnrolmentStage.Ready, EnrolmentProblem.None) : (EnrolmentStage.Ended, EnrolmentProblem.BundleLost),
            (record.Stage, record.Problem));
        Assert.Equal(isKept ? null : "the response is not well-formed HTTP", record.Detail);
    }

    [Fact]
    public async Task Governor_is_obeyed_and_the_enrolment_goes_on()
    {
        await using var bed = new EnrolmentBed();
        bed.Manager.Switches.Governor = true;
        await bed.WaitingAsync();
        for (var i = 0; i < 4; i++)
        {
            // Others behind the same address.
            using var stranger = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true });
            await stranger.GetAsync(new Uri(bed.Manager.Address, "api/v1/enroll/status/x"), TestContext.Current.CancellationToken);
        }
        bed.Time.SetUtcNow(bed.Record.NextAt);
        for (var i = 0; i < 4; i++)
        {
            using var stranger = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true });
            await stranger.GetAsync(new Uri(bed.Manager.Address, "api/v1/enroll/status/x"), TestContext.Current.CancellationToken);
        }
        var record = await bed.StepAsync();
        Assert.Equal((EnrolmentStage.Waiting, EnrolmentProblem.Throttled, 120), (record.Stage, record.Problem, record.Interval));
        Assert.Equal(EnrolmentProblem.None, (await bed.NextAsync()).Problem);
    }

    public static TheoryData<string> Hostile => new()
    {
        "HTTP/1.1 302 x\r\nLocation: https://192.0.2.1/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 x\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>",
        "HTTP/1.1 202 x\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 202 x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 202 x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]",
        "HTTP/1.1 202 x\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n{\"polling_token\":\"../../x\"}",
        "HTTP/1.1 202 x\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{",
        "HTTP/1.1 202 x\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{\"\\ud8",
        "SSH-2.0-x\r\n\r\n",
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Answer_that_is_none_of_a_manager_changes_nothing(string answer)
    {
        await using var bed = new EnrolmentBed();
        bed.Manager.Switches.Instead = Encoding.UTF8.GetBytes(answer);
        bed.Begin();
        var asked = await bed.StepAsync();
        Assert.Equal((EnrolmentStage.Asking, EnrolmentProblem.BadAnswer), (asked.Stage, asked.Problem));
        bed.Manager.Switches.Instead = null;
        Assert.Equal(EnrolmentStage.Waiting, (await bed.NextAsync()).Stage);
        bed.Manager.Switches.Instead = Encoding.UTF8.GetBytes(answer);
        var polled = await bed.NextAsync();
        Assert.Equal((EnrolmentStage.Waiting, EnrolmentProblem.BadAnswer), (polled.Stage, polled.Problem));
        bed.Manager.Switches.Instead = null;
        bed.Manager.Enrolments.Approve();
        Assert.Equal((EnrolmentStage.Ready, null), ((await bed.ToTheEndAsync()).Stage, bed.Record.Detail));
    }

    [Fact]
    public async Task Nobody_approves_within_a_day()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1));
        Assert.Equal(EnrolmentStage.Waiting, (await bed.StepAsync()).Stage);
        await bed.NextAsync();
        var record = await bed.NextAsync();
        Assert.Equal((EnrolmentStage.Ended, EnrolmentProblem.Expired), (record.Stage, record.Problem));
    }
}
