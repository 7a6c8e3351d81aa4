using System.Net;
using LinuxPatchApi.Enrolment;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>Answers of a manager that refuses, denies or fails: each a state with words that say what the operator does.</summary>
public sealed class RefusedEnrolmentTests
{
    [Theory]
    [InlineData(400, "Failed to parse the request body as JSON")]
    [InlineData(415, "Expected request with `Content-Type: application/json`")]
    [InlineData(422, "Failed to deserialize the JSON body into the target type: missing field `fqdn`")]
    public async Task Request_that_the_manager_does_not_accept_is_told_with_its_words_and_tried_again(int status, string words)
    {
        await using var bed = new EnrolmentBed();
        bed.Manager.Switches.Instead = HostileManagerTests.Answer(status, words, "text/plain; charset=utf-8");
        bed.Begin();
        var record = await bed.StepAsync();
        Assert.Equal((EnrolmentStage.Asking, EnrolmentProblem.Rejected), (record.Stage, record.Problem));
        Assert.Equal(
            $"enrolment with {bed.Manager.Address}: the manager refuses the request: status {status}: {words}",
            EnrolmentText.Status(record));
        Assert.Contains("check the versions of both", EnrolmentText.Remedy(record), StringComparison.Ordinal);
        Assert.Null(record.Token);

        // After an update of the manager it is well by itself; until then it is not asked at the usual pace.
        Assert.Equal(2 * 60, record.Interval);
        bed.Manager.Switches.Instead = null;
        Assert.Equal((EnrolmentStage.Waiting, 60), ((await bed.NextAsync()).Stage, bed.Record.Interval));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Manager_that_fails_at_a_poll_is_polled_again_with_the_same_token(int status)
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        var token = bed.Record.Token;
        bed.Manager.Switches.Instead = HostileManagerTests.Answer(status, "{\"error\":\"Database error\"}");
        for (var i = 0; i < 5; i++)
        {
            var record = await bed.NextAsync();
            Assert.Equal(
                (EnrolmentStage.Waiting, EnrolmentProblem.ManagerFailed, $"status {status}", token),
                (record.Stage, record.Problem, record.Detail, record.Token));
            Assert.Equal(
                $"enrolment with {bed.Manager.Address}: the manager failed: status {status}", EnrolmentText.Status(record));
            Assert.Contains("read the manager's log", EnrolmentText.Remedy(record), StringComparison.Ordinal);
        }
        bed.Manager.Switches.Instead = null;
        bed.Manager.Enrolments.Approve();
        Assert.Equal(EnrolmentStage.Ready, (await bed.ToTheEndAsync()).Stage);
    }

    /// <summary>503 comes from a proxy before the manager: it is no "perhaps pending", which only 500 is.</summary>
    [Fact]
    public async Task Manager_that_is_down_behind_its_proxy_at_the_first_request_has_failed()
    {
        await using var bed = new EnrolmentBed();
        bed.Manager.Switches.Instead = HostileManagerTests.Answer(503, "<html>unavailable</html>", "text/html");
        bed.Begin();
        var record = await bed.StepAsync();
        Assert.Equal(
            (EnrolmentStage.Asking, EnrolmentProblem.ManagerFailed, "status 503"), (record.Stage, record.Problem, record.Detail));
        bed.Manager.Switches.Instead = null;
        Assert.Equal(EnrolmentStage.Waiting, (await bed.NextAsync()).Stage);
    }

    [Fact]
    public async Task Denial_ends_it_and_says_with_whom_to_settle_it()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Switches.Instead = HostileManagerTests.Answer(200, "{\"status\":\"denied\"}");
        var record = await bed.NextAsync();
        Assert.Equal((EnrolmentStage.Ended, EnrolmentProblem.Denied), (record.Stage, record.Problem));
        Assert.Equal(
            $"enrolment with {bed.Manager.Address} has failed: an administrator has denied it", EnrolmentText.Status(record));
        Assert.Contains("settle it with the administrator", EnrolmentText.Remedy(record), StringComparison.Ordinal);
        var requests = bed.Manager.Requests.Count;
        bed.Time.Advance(TimeSpan.FromDays(1));
        await bed.StepAsync();
        Assert.Equal(requests, bed.Manager.Requests.Count);

        // What the words say: given up here, it can be enrolled again.
        bed.Manager.Switches.Instead = null;
        bed.Manager.Enrolments.Deny();
        Assert.Null(bed.Disk.Clear());
        bed.Begin();
        Assert.Equal(EnrolmentStage.Waiting, (await bed.StepAsync()).Stage);
    }

    /// <summary>The host's clock is two years ahead, and the manager's own certificate of ten years does not show it.</summary>
    [Fact]
    public async Task Bundle_that_has_expired_by_the_hosts_clock_is_not_installed_and_says_which_clock()
    {
        await using var bed = new EnrolmentBed(pki => pki.Server("manager.example.org", IPAddress.Loopback, days: 3600));
        bed.ClockOffset = TimeSpan.FromDays(2 * 365);
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        var record = await bed.ToTheEndAsync();
        Assert.Equal((EnrolmentStage.Ended, EnrolmentProblem.CertificateExpired), (record.Stage, record.Problem));
        Assert.Matches(
            $"^enrolment with {bed.Manager.Address} has failed: a certificate is not valid any more: "
                + $"CN={EnrolmentBed.Fqdn} expired on .*, and the clock of this host says ",
            EnrolmentText.Status(record));
        Assert.Contains("set the clock of the host that is wrong", EnrolmentText.Remedy(record), StringComparison.Ordinal);
        Assert.True(bed.Disk.HasAnswer);
        Assert.Null(bed.Settings.Tls.Enrolled);
    }
}
