using LinuxPatchApi.SystemTests.Jobs;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Protocol;

/// <summary>
/// A strict client in Python, written from what the fleet manager reads and from what each answer makes it do, against a real agent.
/// </summary>
public sealed class ManagerClientTests(JobQueueHost host) : IClassFixture<JobQueueHost>
{
    private const string Unclean = "sample-unclean";

    [Fact]
    public async Task Strict_manager_lists_applies_and_follows()
    {
        var lines = await ManagerClient.PlayAsync(host, "play", "sample-tiny1", "sample-tiny2");
        Assert.Contains("host Debian GNU/Linux clean no reboot True", lines);
        Assert.Contains(lines, line => line.StartsWith("followed completed ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("warning gone-since: ", StringComparison.Ordinal));
        Assert.Contains("warning sample-tiny1: named 2 times; it counts once", lines);
        Assert.Contains("warning reboot_delay_seconds: 10000000 is out of range; 86400 is used", lines);
        Assert.Contains("polled completed", lines);
        Assert.Contains("left []", lines);
    }

    [Fact]
    public async Task Failed_apply_ends_by_relay_and_is_sent_again_along_the_whole_chain_by_poll()
    {
        await RefusingAsync("sample-refusing");
        var lines = await ManagerClient.PlayAsync(host, "failing", "sample-refusing");
        Assert.Contains("sample-refusing", Assert.Single(lines, l => l.StartsWith("followed failed ", StringComparison.Ordinal)));
        Assert.Equal(4, lines.Count(l => l.StartsWith("sent ", StringComparison.Ordinal)));
        Assert.Equal(["polled 1 failed", "polled 2 failed", "polled 3 failed", "polled 4 failed"], lines.Where(Polled));
        Assert.Equal("row failed", lines[^1]);
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-refusing"));
    }

    /// <summary>Somebody else's script waits for a file until the row has been sent a third time.</summary>
    [Fact]
    public async Task Behind_a_slow_job_a_full_queue_and_a_cancelled_apply_are_sent_again()
    {
        const string Held = "sample-held-open";
        await host.Sandbox.PublishAsync(
            Held, "1.0-1", "--postinst", "touch /var/lib/held.begun; while [ ! -e /var/lib/held.go ]; do sleep 0.2; done");
        await host.Sandbox.ShAsync("apt-get -q update >/dev/null");
        using var other = host.ClientAs(await host.IssueAsync("operator"));
        var slow = await other.JobAsync("POST", "/api/v1/packages", $$"""{"packages":[{"name":"{{Held}}"}]}""");
        await Eventually.AsWantedAsync(
            "the script", () => Task.FromResult(File.Exists($"{host.Sandbox.Root}/var/lib/held.begun")), begun => begun);
        var before = await EndedAsync(other);

        var playing = ManagerClient.PlayAsync(host, "queue", "sample-tiny3");
        // One was cancelled for the relay, one for the row, and the one after it waits.
        await Task.WhenAny(playing, Eventually.AsWantedAsync(
            "the third attempt", () => EndedAsync(other),
            now => now.Cancelled - before.Cancelled == 2 && now.Waiting == 1, seconds: 120));
        await host.Sandbox.ShAsync("touch /var/lib/held.go");
        var lines = await playing;
        Assert.Equal(
            [
                "followed cancelled", "refused 1 429 QUEUE_FULL", "sent 2 202", "polled 2 cancelled", "sent 3 202", "polled 3 completed",
                "row succeeded",
            ],
            lines);
        Assert.Equal("completed", (await other.EndAsync(slow)).Text("status"));
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-tiny3"));
    }

    [Fact]
    public async Task While_a_reboot_is_ahead_an_apply_is_refused_and_sent_again()
    {
        var lines = await ManagerClient.PlayAsync(host, "frozen", "sample-tiny4");
        Assert.Equal(
            [
                "refused 1 409 ADMISSION_FROZEN", "refused 2 409 ADMISSION_FROZEN", "sent 3 202", "polled 3 completed", "row succeeded",
            ],
            lines);
    }

    [Fact]
    public async Task Without_the_package_manager_an_apply_is_refused_and_sent_again()
    {
        await host.Sandbox.ShAsync(
            "systemctl mask --runtime packagekit.service; systemctl stop packagekit.service; systemctl restart linux-patch-api.service");
        await host.AnsweringAsync();
        var playing = ManagerClient.PlayAsync(host, "silent", "sample-tiny5");
        await ManagerClient.ChangeAsync(host, playing, "systemctl unmask --runtime packagekit.service");
        var lines = await playing;
        Assert.Equal(["refused 1 503 BACKEND_UNAVAILABLE", "refused 2 503 BACKEND_UNAVAILABLE"], lines.Take(2));
        Assert.True(lines[^1] == "row succeeded", string.Join('\n', lines));
    }

    [Fact]
    public async Task Job_that_is_no_longer_known_is_sent_again()
    {
        var lines = await ManagerClient.PlayAsync(host, "gone", "sample-tiny6");
        Assert.Equal(["sent 1 202", "polled 1 404 JOB_NOT_FOUND", "sent 2 202", "polled 2 completed", "row succeeded"], lines);
    }

    [Fact]
    public async Task Two_relays_of_one_host_both_hear_the_end_and_are_closed() =>
        Assert.Equal(["heard completed completed"], await ManagerClient.PlayAsync(host, "relays", "sample-tiny7"));

    /// <summary>A relay takes any end for its own, so none of the two hears the first end.</summary>
    [Fact]
    public async Task Of_two_jobs_at_once_no_relay_takes_the_end_of_the_first_for_that_of_the_second()
    {
        await RefusingAsync("sample-refusing-first");
        var lines = await ManagerClient.PlayAsync(host, "parallel", "sample-refusing-first", "sample-migration");
        Assert.Equal(["first failed by poll", "second completed by relay"], lines);
    }

    [Fact]
    public async Task With_a_package_in_part_a_reboot_stays_refused_and_an_apply_is_not()
    {
        await host.Sandbox.ShAsync(
            $"d=/var/tmp/{Unclean}; mkdir -p $d/DEBIAN; printf 'Package: {Unclean}\\nVersion: 1.0-1\\nArchitecture: all\\n"
                + "Maintainer: a <a@b>\\nDescription: d\\n' >$d/DEBIAN/control; "
                + $"dpkg-deb -b $d $d.deb >/dev/null; dpkg --unpack $d.deb >/dev/null");
        try
        {
            var lines = await ManagerClient.PlayAsync(host, "unclean", "sample-tiny8");
            Assert.Equal("unclean", lines[0]);
            Assert.Equal(4, lines.Count(l => l.StartsWith("refused ", StringComparison.Ordinal)
                && l.EndsWith(" 409 PACKAGE_DB_UNCLEAN", StringComparison.Ordinal)));
            Assert.Contains("reboot failed", lines);
            Assert.True(lines[^1] == "row succeeded", string.Join('\n', lines));
        }
        finally
        {
            await host.Sandbox.ShAsync($"dpkg -P {Unclean} >/dev/null");
        }
    }

    [Fact]
    public async Task Reconnecting_goes_on_while_nobody_listens_and_ends_at_the_first_answer()
    {
        await host.Sandbox.ShAsync("systemctl stop linux-patch-api.service");
        var playing = ManagerClient.PlayAsync(host, "reconnect", "changes");
        await ManagerClient.ChangeAsync(host, playing, "systemctl start linux-patch-api.service");
        var lines = await playing;
        Assert.Equal(["dial 1 no connection", "dial 2 no connection"], lines.Take(2));
        Assert.Equal($"dial {lines.Count} reconnected", lines[^1]);

        // A certificate that no longer counts: the agent is there, so the manager does not dial again.
        var stranger = Directory.CreateDirectory(Path.Combine(host.Sandbox.ClientFiles, "stranger")).FullName;
        await host.Sandbox.ShAsync("linux-patch-api pki init --directory /root/others >/dev/null");
        await host.IssueAsync("client", "/root/others");
        File.Copy(Path.Combine(host.Sandbox.ClientFiles, "ca.pem"), Path.Combine(stranger, "ca.pem"), overwrite: true);
        foreach (var file in (string[])["client.pem", "client.key.pem"])
        {
            File.Copy($"{host.Sandbox.Root}/root/others/{file}", Path.Combine(stranger, file), overwrite: true);
        }

        lines = await ManagerClient.PlayAsAsync(host, stranger, ["reconnect"]);
        Assert.StartsWith("dial 1 ended it: ", Assert.Single(lines), StringComparison.Ordinal);
    }

    private static bool Polled(string line) => line.StartsWith("polled ", StringComparison.Ordinal);

    /// <summary>An installed package whose update refuses to go in, and leaves it as it was.</summary>
    private async Task RefusingAsync(string name)
    {
        await host.Sandbox.PublishAsync(name, "1.0-1");
        await host.Sandbox.ShAsync($"apt-get -q update >/dev/null; apt-get -qy install {name}=1.0-1 >/dev/null");
        await host.Sandbox.PublishAsync(name, "2.0-1", "--preinst", $"echo '{name}: the old one is in use' >&2; exit 1");
    }

    /// <summary>How many applies were cancelled, and how many wait.</summary>
    private static async Task<(int Cancelled, int Waiting)> EndedAsync(AgentClient client)
    {
        var jobs = (await client.GetAsync("/api/v1/jobs?limit=1000")).Expect(200).Data.Items("jobs")
            .Where(j => j.Text("operation") == "patch_apply").ToList();
        return (jobs.Count(j => j.Text("status") == "cancelled"), jobs.Count(j => j.Text("status") == "pending"));
    }
}
