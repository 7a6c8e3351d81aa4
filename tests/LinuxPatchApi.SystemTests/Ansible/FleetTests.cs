using System.Globalization;
using System.Text.RegularExpressions;
using LinuxPatchApi.SystemTests.Docs;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Ansible;

/// <summary>The collection in the hands of Debian's ansible-core, against three agents.</summary>
public sealed partial class FleetTests(Fleet fleet) : IClassFixture<Fleet>
{
    private const string Play = """
        - hosts: agents
          gather_facts: false
          module_defaults:
            group/linux_patch_api.agent.agent:
              host: "{{ ansible_host }}"
          tasks:

        """;

    [Fact]
    public async Task Every_line_of_the_ansible_page_works()
    {
        var lines = await UsagePage.LinesAsync("ansible.md");
        Assert.True(lines.Count(l => l.StartsWith("ansible", StringComparison.Ordinal)) >= 9, "the page has hardly any call");
        await fleet.Controller.RunAsync("mkdir -p $HOME/page", "cp $HOME/hosts.txt $HOME/page/");
        var played = await fleet.Controller.RunAsync(
        [
            $"ln -sfn {TestBed.Repository}/integrations $HOME/page/integrations",
            "cd $HOME/page; export TMP=$HOME/page",
            .. lines,
            "echo played to the end",
        ]);
        Assert.True(played.Exit == 0 && played.Output.EndsWith("played to the end\n", StringComparison.Ordinal), played.Output);
        Assert.Contains("-sample-tiny3:all 1.0-1\n+sample-tiny3:all 1.1-1", played.Output);
        var recaps = Recap().Matches(played.Output).Select(m => m.Groups["changed"].Value).ToList();
        Assert.Equal(["1", "1", "1", "1", "1", "1", "0", "0", "0"], recaps.Take(9));
        foreach (var host in fleet.Hosts)
        {
            Assert.Equal("1.1-1", await host.VersionAsync("sample-tiny3"));
            Assert.Equal("1.0-1", await host.VersionAsync("sample-tiny4"));
            Assert.Equal("1.1-1", await host.VersionAsync("sample-tiny5"));
            Assert.Null(await host.VersionAsync("sample-new"));
        }
    }

    [Fact]
    public async Task A_wave_in_which_one_host_fails_is_undone_and_goes_through_once_the_host_is_cured()
    {
        const string Waves = "ansible-playbook -i $HOME/web.agents.yml linux_patch_api.agent.patch_in_waves "
            + "-e linux_patch_api_refresh=true "
            + """-e '{"linux_patch_api_packages": ["sample-tiny1"], "linux_patch_api_waves": [1, "100%"]}' """;
        var (canary, ill, well) = (fleet.Hosts[0], fleet.Hosts[1], fleet.Hosts[2]);
        await ill.PublishAsync("sample-tiny1", "1.2-1", "--postinst", "echo 'sample-tiny1: no space for the index' >&2; exit 3");

        var failed = await fleet.Controller.RunAsync(Waves);
        Assert.True(failed.Exit != 0, failed.Output);
        Assert.Contains("SCRIPT_FAILED", failed.Output);
        Assert.Matches($@"fatal: \[{Regex.Escape(ill.Address)}\]: FAILED! .*; undo: job ", failed.Output);
        Assert.Equal("1.1-1", await canary.VersionAsync("sample-tiny1"));
        Assert.Equal("1.0-1", await ill.VersionAsync("sample-tiny1"));
        Assert.Equal("1.0-1", await well.VersionAsync("sample-tiny1"));

        await ill.PublishAsync("sample-tiny1", "1.3-1");
        var cured = await fleet.Controller.RunAsync(Waves);
        Assert.True(cured.Exit == 0, cured.Output);
        Assert.Equal("1.3-1", await ill.VersionAsync("sample-tiny1"));
        Assert.Equal("1.1-1", await well.VersionAsync("sample-tiny1"));
    }

    [Fact]
    public async Task A_controller_that_is_killed_and_run_again_goes_on_with_the_same_job_also_over_a_restart_of_the_agent()
    {
        const string Run = "ansible-playbook -i $HOME/web.agents.yml $HOME/killed.yml -e run=CHG7 -l ";
        var host = fleet.Hosts[2];
        using var client = fleet.ClientOf(host);
        await host.PublishAsync("sample-tiny2", "1.2-1", "--postinst", "while [ ! -e /var/tmp/go ]; do sleep 0.2; done");
        await fleet.Controller.WriteAsync("killed.yml", Play + """
            - linux_patch_api.agent.apply: {packages: [sample-tiny2], refresh: true, run: "{{ run }}"}
              register: applied
            - debug: msg="job {{ applied.job_id | default('none') }} resumed {{ applied.resumed | default(false) }}"
        """);

        string? job;
        try
        {
            job = await KilledAsync(Run + host.Address, client);
            var (second, log) = await fleet.Controller.StartAsync(Run + host.Address);
            await WaitersAsync(client, waiters => waiters > 0);
            await host.ShAsync("systemctl restart linux-patch-api.service");
            await host.ShAsync("touch /var/tmp/go");
            await second.WaitForExitAsync(TestContext.Current.CancellationToken);
            var said = await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken);
            Assert.True(second.ExitCode == 0, said);
            Assert.Contains($"job {job} resumed True", said);
            Assert.Equal("1", Recap().Match(said).Groups["changed"].Value);
            Assert.Equal("1.2-1", await host.VersionAsync("sample-tiny2"));
        }
        finally
        {
            await host.ShAsync("touch /var/tmp/go");
        }

        var third = await fleet.Controller.RunAsync(Run + host.Address);
        Assert.Equal("0", Recap().Match(third.Output).Groups["changed"].Value);
        Assert.Equal(
            [job],
            (await client.GetAsync("/api/v1/jobs?operation=patch_apply")).Data.Items("jobs")
                .Where(j => j.Texts("packages").Contains("sample-tiny2")).Select(j => j.Text("job_id")));
    }

    [Fact]
    public async Task Repair_restart_and_reboot_are_proven_and_done_once_in_a_run()
    {
        var host = fleet.Hosts[1];
        await fleet.Controller.WriteAsync("mend.yml", Play + """
            - linux_patch_api.agent.repair: {run: "{{ run }}"}
            - linux_patch_api.agent.service_restart: {name: sample-steady, run: "{{ run }}"}
            - linux_patch_api.agent.apply: {packages: [sample-tiny7], run: "{{ run }}", wait: false}
              register: begun
            - linux_patch_api.agent.job: {job_id: "{{ begun.job_id }}"}
              when: begun.job_id is defined
            - linux_patch_api.agent.reboot: {reason: "{{ run }}", run: "{{ run }}"}
        """);
        await host.WriteAsync("/etc/systemd/system/sample-steady.service", "[Service]\nExecStart=/bin/sleep infinity\n");
        await host.ShAsync(
            "systemctl daemon-reload; systemctl start sample-steady; cd /var/cache/apt; apt-get -q download sample-tiny6 >/dev/null 2>&1; "
            + "dpkg --unpack sample-tiny6_*.deb >/dev/null");
        var boot = await host.BootIdAsync();
        var run = $"ansible-playbook -i $HOME/web.agents.yml $HOME/mend.yml -e run=CHG8 -l {host.Address}";
        var mended = await fleet.Controller.RunAsync(run);
        Assert.True(mended.Exit == 0, mended.Output);
        // What was begun without a wait is no change of that task; the job tells of it.
        Assert.Equal(("5", "4"), (Recap().Match(mended.Output).Groups["ok"].Value, Recap().Match(mended.Output).Groups["changed"].Value));
        Assert.Equal("", await host.ShAsync("dpkg --audit"));
        Assert.Equal("1.1-1", await host.VersionAsync("sample-tiny7"));
        var after = await host.BootIdAsync();
        Assert.NotEqual(boot, after);
        using var client = fleet.ClientOf(host);
        Assert.Equal(
            ["reboot", "patch_apply", "service_restart", "repair"],
            (await client.GetAsync("/api/v1/jobs?limit=4")).Expect(200).Data.Items("jobs").Select(j => j.Text("operation")));

        var again = await fleet.Controller.RunAsync(run);
        Assert.True(again.Exit == 0, again.Output);
        Assert.Equal("0", Recap().Match(again.Output).Groups["changed"].Value);
        Assert.Equal(after, await host.BootIdAsync());
    }

    [Fact]
    public async Task Waves_with_a_reboot_take_one_host_after_the_other_and_the_second_run_changes_nothing()
    {
        Sandbox[] hosts = [fleet.Hosts[0], fleet.Hosts[2]];
        var waves = "ansible-playbook -i $HOME/web.agents.yml linux_patch_api.agent.patch_in_waves "
            + $"-e linux_patch_api_hosts={hosts[0].Address},{hosts[1].Address} -e linux_patch_api_refresh=true "
            + """-e '{"linux_patch_api_packages": ["sample-tiny8"], "linux_patch_api_waves": [1]}' -e linux_patch_api_run=""";
        var before = new List<string>();
        foreach (var host in hosts)
        {
            await host.PublishAsync(
                "sample-tiny8", "1.2-1", "--postinst", "touch /run/reboot-required; echo sample-tiny8 >>/run/reboot-required.pkgs");
            before.Add(await host.BootIdAsync());
        }

        var first = await fleet.Controller.RunAsync(waves + "CHG9");
        Assert.True(first.Exit == 0, first.Output);
        Assert.Equal(["1", "1"], Recap().Matches(first.Output).Select(m => m.Groups["changed"].Value));
        var (after, ends) = (new List<string>(), new List<(DateTimeOffset Began, DateTimeOffset Ended)>());
        foreach (var (host, boot) in hosts.Zip(before))
        {
            Assert.Equal("1.2-1", await host.VersionAsync("sample-tiny8"));
            after.Add(await host.BootIdAsync());
            Assert.NotEqual(boot, after[^1]);
            using var client = fleet.ClientOf(host);
            var job = (await client.GetAsync("/api/v1/jobs?operation=patch_apply&limit=1")).Expect(200).Data.Items("jobs")[0];
            Assert.Equal("completed", job.Text("status"));
            var proof = (await client.GetAsync($"/api/v1/jobs/{job.Text("job_id")}")).Expect(200).Data.At("reboot");
            Assert.Equal(
                (await client.GetAsync("/api/v1/system/reboots?limit=1")).Expect(200).Data.Items("reboots")[0].Text("boot_id"),
                proof.Text("new_boot_id"));
            ends.Add((job.At("created_at").GetDateTimeOffset(), job.At("completed_at").GetDateTimeOffset()));
        }

        ends.Sort();
        Assert.True(ends[0].Ended <= ends[1].Began, $"{ends[0]} and {ends[1]}: the second wave began before the first was proven");

        // Another name: what has nothing to do is told by the hosts, not by the key of a run that is known.
        var second = await fleet.Controller.RunAsync(waves + "CHG10");
        Assert.True(second.Exit == 0, second.Output);
        Assert.Equal(["0", "0"], Recap().Matches(second.Output).Select(m => m.Groups["changed"].Value));
        Assert.Equal(after, [await hosts[0].BootIdAsync(), await hosts[1].BootIdAsync()]);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_words_and_changes_nothing_and_neither_does_check_mode()
    {
        await fleet.Controller.WriteAsync("refused.yml", Play + """
            - {name: misspelt, ignore_errors: true, linux_patch_api.agent.apply: {packages: [sample-tiny6, sample-tinny6]}}
            - {name: absent, ignore_errors: true, linux_patch_api.agent.package: {name: [sample-new, sample-nwe]}}
            - {name: old, ignore_errors: true, linux_patch_api.agent.apply: {packages: [sample-tiny6], digest: "{{ '0' * 64 }}"}}
            - {name: conflict, ignore_errors: true, linux_patch_api.agent.package: {name: [sample-base], state: absent}}
            - {name: empty, ignore_errors: true, linux_patch_api.agent.package: {name: ["sample-new={{ '' }}"]}}
            - {name: exact, ignore_errors: true, linux_patch_api.agent.package: {name: ["sample-base=1"], state: absent}}
            - {name: unread, ignore_errors: true, linux_patch_api.agent.package: {name: [sample-new], autoremove: true}}
            - {name: closed, ignore_errors: true, linux_patch_api.agent.info: {port: 9}}
            - {name: file, ignore_errors: true, linux_patch_api.agent.info: {client_cert: /nowhere}}
            - {name: authority, ignore_errors: true, linux_patch_api.agent.info: {ca_path: "{{ lookup('env', 'HOME') }}/other.pem"}}
            - {name: job, ignore_errors: true, linux_patch_api.agent.job: {job_id: 00000000-0000-4000-8000-000000000000}}
        """);
        await fleet.Controller.WriteAsync("checked.yml", Play + """
            - linux_patch_api.agent.apply: {packages: [sample-tiny6]}
            - linux_patch_api.agent.package: {name: [sample-new]}
            - linux_patch_api.agent.service_restart: {name: systemd-journald}
            - linux_patch_api.agent.reboot:
        """);
        var host = fleet.Hosts[0];
        var (boot, jobs) = (await host.BootIdAsync(), await JobsAsync(host));
        var before = await host.DatabaseAsync();
        var said = (await fleet.Controller.RunAsync(
            "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=other -keyout /dev/null -out $HOME/other.pem",
            $"ansible-playbook -i $HOME/web.agents.yml $HOME/refused.yml -l {host.Address}")).Output;
        Assert.DoesNotContain("Traceback", said);
        Assert.DoesNotContain("MODULE FAILURE", said);
        Assert.Contains("neither installed nor offered: sample-tinny6", said);
        Assert.Contains("neither installed nor offered: sample-nwe", said);
        Assert.Contains("PLAN_CHANGED", said);
        Assert.Contains("DEPENDENCY_CONFLICT", said);
        Assert.Contains("'sample-new=' has no version", said);
        Assert.Contains("'sample-base=1' has a version", said);
        Assert.Contains("autoremove: only with state absent", said);
        Assert.Contains($"{host.Address}:9: ", said);
        Assert.Contains("client_cert: /nowhere cannot be read", said);
        Assert.Contains("its certificate is not accepted", said);
        Assert.Contains("no job 00000000-0000-4000-8000-000000000000", said);
        Assert.Equal("11", Regex.Match(said, "ignored=([0-9]+)").Groups[1].Value);

        var check = await fleet.Controller.RunAsync(
            $"ansible-playbook -i $HOME/web.agents.yml $HOME/checked.yml -l {host.Address} --check --diff");
        Assert.True(check.Exit == 0, check.Output);
        Assert.Equal("4", Recap().Match(check.Output).Groups["changed"].Value);
        Assert.Contains("-sample-tiny6:all 1.0-1\n+sample-tiny6:all 1.1-1", check.Output);
        Assert.Equal(before, await host.DatabaseAsync());
        Assert.Equal(boot, await host.BootIdAsync());
        Assert.Equal(jobs, await JobsAsync(host));
    }

    private async Task<long> JobsAsync(Sandbox host)
    {
        using var client = fleet.ClientOf(host);
        return (await client.GetAsync("/api/v1/jobs")).Expect(200).Data.Number("total");
    }

    /// <summary>Kills the controller while the packages are being written; the job that it began.</summary>
    private async Task<string?> KilledAsync(string command, AgentClient client)
    {
        var (killed, _) = await fleet.Controller.StartAsync(command);
        var job = await Eventually.AsWantedAsync(
            "a running job",
            async () => (await client.GetAsync("/api/v1/jobs?operation=patch_apply&limit=1")).Expect(200)
                .Data.Items("jobs").FirstOrDefault(),
            j => j.ValueKind != default && j.Text("status") == "running" && j.Text("phase") == "installing"
                && j.Texts("packages").Contains("sample-tiny2"),
            seconds: 60);
        killed.Kill(entireProcessTree: true);
        await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        await WaitersAsync(client, waiters => waiters == 0);
        return job.Text("job_id");
    }

    /// <summary>Requests that the agent is waiting with, besides the one that asks.</summary>
    private static Task<int> WaitersAsync(AgentClient client, Func<int, bool> wanted) => Eventually.AsWantedAsync(
        "requests that wait",
        async () => int.Parse(
            Waiting().Match((await client.GetAsync("/metrics")).Text).Groups[1].Value, CultureInfo.InvariantCulture) - 1,
        wanted,
        seconds: 60);

    [GeneratedRegex(@" : ok=(?<ok>\d+) +changed=(?<changed>\d+)")]
    private static partial Regex Recap();

    [GeneratedRegex(@"(?m)^linux_patch_api_requests (\d+)$")]
    private static partial Regex Waiting();
}
