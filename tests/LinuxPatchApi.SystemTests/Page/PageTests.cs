using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Page;

/// <summary>The page at <c>/</c> of a real agent, in a real browser with a client certificate.</summary>
public sealed class PageTests(PageHost host, SharedBrowser shared) : IClassFixture<PageHost>, IClassFixture<SharedBrowser>
{
    /// <summary>Names a directory to put the pictures of the documentation in (<c>make screenshots</c>).</summary>
    private const string PicturesVariable = "LPA_SCREENSHOTS";

    /// <summary>Origin: a page of documentation with four of them loads on a slow line.</summary>
    private const int PictureBytes = 150_000;

    [Fact]
    public async Task Plan_apply_and_undo_by_hand_with_the_result_of_each_package()
    {
        var browser = await OpenAsync(await shared.GetAsync(host.Identity));
        await PictureAsync(browser, "overview");
        Assert.Equal("", await browser.TextAsync(await ContrastAsync()));
        await browser.ViewAsync(1000, 800, isDark: true);
        await PictureAsync(browser, "dark");
        Assert.Equal("", await browser.TextAsync(await ContrastAsync()));
        await browser.ViewAsync(360, 740);
        await PictureAsync(browser, "narrow");
        Assert.Equal("360", await browser.TextAsync("document.documentElement.scrollWidth"));
        await browser.ViewAsync(1000, 800);

        await browser.ClickAsync("update-sample-tls");
        await browser.ClickAsync("update-sample-editor");
        await browser.ClickAsync("plan-selected");
        await browser.UntilAsync("byId('plan-confirm')");
        var plan = await browser.TextAsync("byId('plan').innerText");
        Assert.Contains("To be updated: 2", plan);
        Assert.Contains("sample-tls 3.0.1-1 → 3.0.1-1+deb12u1", plan);
        Assert.Equal("plan-title", await browser.TextAsync("document.activeElement.id"));
        await PictureAsync(browser, "plan");
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-editor"));

        await browser.ClickAsync("plan-confirm");
        await browser.UntilAsync("!byId('plan').open && document.activeElement === byId('jobs-body').querySelector('summary')");
        var job = (await browser.TextAsync("document.activeElement.id"))["head-".Length..];
        await browser.UntilAsync("byId('jobs-body').innerText.includes('sample-editor 1.0-1 → 2.0-1 upgrade: applied')", 60);
        await browser.UntilAsync("!byId('updates-body').innerText.includes('sample-tls')");
        Assert.Equal($"head-{job}", await browser.TextAsync("document.activeElement.id"));
        Assert.Contains("completed", await browser.TextAsync("byId('announce').textContent"));
        Assert.Equal("2.0-1", await host.Sandbox.VersionAsync("sample-editor"));
        await browser.EvaluateAsync("byId('jobs').scrollIntoView()");
        await PictureAsync(browser, "job");

        await browser.ClickAsync($"undo-{job}");
        await browser.ClickAsync("plan-confirm");
        await browser.UntilAsync("[...rows.values()].some(row => row.job.operation === 'rollback' && row.job.status === 'completed')", 60);
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-editor"));
        Assert.Empty(browser.Console);
    }

    [Fact]
    public async Task Reboot_is_planned_by_keyboard_scheduled_and_cancelled()
    {
        var browser = await OpenAsync(await shared.GetAsync(host.Identity));
        await browser.EvaluateAsync("byId('reboot').focus()");
        await browser.PressAsync("Enter");
        await browser.UntilAsync("byId('plan-confirm')");
        Assert.Contains("Nothing on this host needs a reboot.", await browser.TextAsync("byId('plan').innerText"));
        await browser.PressAsync("Escape");
        await browser.UntilAsync("!byId('plan').open && document.activeElement.id === 'reboot'");

        await browser.PressAsync("Enter");
        await browser.UntilAsync("byId('plan').open && byId('plan-confirm')");
        await browser.EvaluateAsync("byId('plan-delay_seconds').value = '3600'; byId('plan-reason').value = 'new <b>kernel</b>'");
        await browser.ClickAsync("plan-confirm");
        await browser.UntilAsync("[...rows.values()].some(row => row.job.status === 'rebooting')");
        var job = await browser.TextAsync("[...rows.values()].find(row => row.job.status === 'rebooting').job.job_id");
        await browser.ClickAsync($"stay-{job}");
        await browser.UntilAsync($"rows.get('{job}').job.status === 'cancelled'");
        Assert.Equal("cancelled", (await host.Client.GetAsync($"/api/v1/jobs/{job}")).Expect(200).Data.Text("status"));
        Assert.Empty(browser.Console);
    }

    [Fact]
    public async Task Service_that_runs_replaced_code_is_restarted_by_its_button()
    {
        await host.Sandbox.ShAsync("""
            cp /bin/sleep /opt/paged
            printf '[Service]\nType=exec\nExecStart=/opt/paged infinity\n' >/etc/systemd/system/paged.service
            systemctl daemon-reload && systemctl start paged.service
            cp /bin/sleep /opt/paged.new && mv /opt/paged.new /opt/paged
            """);
        var before = await InvocationAsync();
        await Eventually.AsWantedAsync(
            "the scan that finds it",
            async () => (await host.Client.GetAsync("/api/v1/system/restarts")).Expect(200).Data,
            found => found.Items("units").Any(u => u.Text("unit") == "paged.service"));
        var browser = await OpenAsync(await shared.GetAsync(host.Identity));
        await browser.ClickAsync("restart-paged.service");
        await browser.UntilAsync("byId('plan-confirm')");
        Assert.Contains("paged.service would be restarted", await browser.TextAsync("byId('plan').innerText"));
        Assert.Equal(before, await InvocationAsync());

        await browser.ClickAsync("plan-confirm");
        await browser.UntilAsync(
            "[...rows.values()].some(row => row.job.operation === 'service_restart' && row.job.status === 'completed')", 60);
        Assert.NotEqual(before, await InvocationAsync());
        Assert.Empty(browser.Console);

        async Task<string> InvocationAsync() => (await host.Sandbox.ShAsync("systemctl show -P InvocationID paged.service")).Trim();
    }

    [Fact]
    public async Task Package_that_is_installed_in_part_is_repaired_by_the_button()
    {
        await host.Sandbox.PublishAsync("sample-paged", "1.0-1", "--postinst", "set -e; test -e /etc/mended");
        await host.Sandbox.ShAsync("apt-get -q update >/dev/null");
        Assert.Equal("SCRIPT_FAILED", (await host.Client.DoneAsync(
            "POST", "/api/v1/packages", """{"packages":[{"name":"sample-paged"}]}""")).Text("error_code"));
        await host.Sandbox.ShAsync("touch /etc/mended");
        var browser = await OpenAsync(await shared.GetAsync(host.Identity));
        await browser.ClickAsync("repair");
        await browser.UntilAsync("byId('plan-confirm')");
        Assert.Contains("sample-paged 1.0-1 would be configured", await browser.TextAsync("byId('plan').innerText"));
        Assert.Null(await host.Sandbox.VersionAsync("sample-paged"));

        await browser.ClickAsync("plan-confirm");
        await browser.UntilAsync("[...rows.values()].some(row => row.job.operation === 'repair' && row.job.status === 'completed')", 60);
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-paged"));
        await browser.UntilAsync("!byId('repair') && byId('health-body').innerText.includes('in order')", 60);
        Assert.Empty(browser.Console);
    }

    [Fact]
    public async Task Refusal_is_shown_in_the_agents_words()
    {
        var browser = await OpenAsync(await shared.GetAsync(host.Identity));
        await browser.EvaluateAsync("planUpdates('what is not there', { packages: ['no/name'] })");
        await browser.UntilAsync("!byId('plan-notice').hidden");
        Assert.Contains("(VALIDATION_ERROR)", await browser.TextAsync("byId('plan-notice').innerText"));
        Assert.Equal("", await browser.TextAsync("byId('plan-confirm')?.id ?? ''"));
    }

    [Fact]
    public async Task Reader_sees_everything_and_no_button_that_changes_something()
    {
        await using var browser = await OpenAsync(await Browser.StartAsync(host.Reader));
        Assert.Contains("CN=watcher (reader)", await browser.TextAsync("byId('about').textContent"));
        Assert.Contains("CVE-2025-0042", await browser.TextAsync("byId('updates-body').innerText"));
        Assert.Contains("Held because: ", await browser.TextAsync("byId('updates-body').innerText"));
        Assert.Equal(
            "fetch,show-all", await browser.TextAsync("[...document.querySelectorAll('main button, main input')].map(b => b.id).join()"));
        Assert.Empty(browser.Console);
    }

    [Fact]
    public async Task Screen_reader_finds_landmarks_and_a_name_for_every_control()
    {
        var browser = await OpenAsync(await shared.GetAsync(host.Identity));
        var found = await browser.AccessibleAsync();
        Assert.Equal(["banner", "contentinfo", "main", "navigation"],
            found.Select(f => f.Role).Where(r => r is "banner" or "contentinfo" or "main" or "navigation").Order());
        Assert.Equal(["Health", "Jobs", "Reboots", "Updates", "What must restart"],
            found.Where(f => f.Role == "region").Select(f => f.Name).Order());
        Assert.Contains(("checkbox", "sample-tls"), found);
        Assert.Contains(("button", "Plan all…"), found);
        Assert.DoesNotContain(found, f => f.Role is "button" or "checkbox" or "link" or "DisclosureTriangle" && f.Name.Length == 0);
    }

    [Fact]
    public async Task Markup_of_a_package_stays_text_and_the_browser_would_refuse_it_as_html()
    {
        await host.Sandbox.PublishAsync("sample-settings", "9.0-1", "--change", "<img src=x onerror=stolen=1> <b>bold</b>");
        // The agent refreshes the lists at most once in ten seconds, and reads changelogs after the list; the page reads the list once a
        // minute. So it is opened when the agent has the text.
        await Eventually.AsWantedAsync(
            "the changelog",
            async () => (await host.Client.GetAsync("/api/v1/patches?max_age=0")).Expect(200).Data.Items("patches")
                .FirstOrDefault(p => p.Text("name") == "sample-settings"),
            p => p.ValueKind == JsonValueKind.Object && p.Text("description")!.Contains("<b>bold</b>", StringComparison.Ordinal),
            seconds: 120);
        var browser = await OpenAsync(await shared.GetAsync(host.Identity));
        await browser.ClickAsync("fetch");
        await browser.UntilAsync("!byId('fetch').ariaDisabled");
        Assert.Equal("true", await browser.TextAsync("byId('trouble').hidden"), ignoreCase: true);
        await browser.UntilAsync("byId('updates-body').textContent.includes('<b>bold</b>')");
        Assert.Equal("0", await browser.TextAsync("document.querySelectorAll('img, b').length"));
        Assert.Empty(browser.Console);

        Assert.StartsWith("TypeError", await browser.TextAsync(
            "(() => { try { document.body.innerHTML = '<b>x</b>'; return 'taken'; } catch (e) { return String(e); } })()"));
    }

    /// <summary>By a form, which needs no leave of the other site; a script is stopped by the browser's own checks before that.</summary>
    [Fact]
    public async Task Case38_Form_on_a_page_of_another_site_in_the_same_browser_changes_nothing()
    {
        var before = (await host.Client.GetAsync("/api/v1/jobs")).Expect(200).Data.At("total").ToString();
        var browser = await shared.GetAsync(host.Identity);
        await browser.OpenAsync("about:blank");
        await browser.UntilAsync("location.href === 'about:blank' && document.body");
        await browser.EvaluateAsync($"""
            const form = document.createElement("form");
            form.method = "POST";
            form.action = "{host.Url}api/v1/system/repair";
            document.body.append(form);
            form.submit();
            """);
        await browser.UntilAsync("document.body.innerText.includes('ORIGIN_REFUSED')");
        Assert.Equal(before, (await host.Client.GetAsync("/api/v1/jobs")).Expect(200).Data.At("total").ToString());
    }

    [Fact]
    public async Task Browser_gets_the_page_and_a_program_the_index()
    {
        var head = await CurlAsync("-D", "-", "-o", "/dev/null", "-H", "Accept: text/html,*/*;q=0.8");
        Assert.Contains("content-type: text/html; charset=utf-8", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'none'; connect-src 'self'", head);
        var tag = head.Split("ETag: ")[1].Split('\r')[0];
        Assert.StartsWith("HTTP/1.1 304", await CurlAsync("-D", "-", "-H", "Accept: text/html", "-H", $"If-None-Match: {tag}"));

        var index = (await host.Client.GetAsync("/")).Expect(200).Data;
        Assert.Equal(index.ToString(), (await host.Client.GetAsync("/api/v1")).Expect(200).Data.ToString());
        Assert.Equal(("admin", "/"), (index.Text("role"), index.At("links").Text("page")));
        foreach (var link in index.At("links").EnumerateObject().Where(l => l.Name is not ("openapi" or "metrics")))
        {
            (await host.Client.GetAsync(link.Value.GetString()!)).Expect(200);
        }
    }

    private async Task<Browser> OpenAsync(Browser browser)
    {
        await browser.ViewAsync(1000, 800);
        await browser.OpenAsync(host.Url);
        await browser.UntilAsync("isLive && sections.every(section => section.readAt)");
        return browser;
    }

    private static async Task<string> ContrastAsync() => await File.ReadAllTextAsync(
        Path.Combine(TestBed.Repository, "tests/LinuxPatchApi.SystemTests/Page/contrast.js"));

    private static async Task PictureAsync(Browser browser, string name)
    {
        var picture = await browser.ScreenshotAsync();
        Assert.InRange(picture.Length, 10_000, PictureBytes);
        var folder = Environment.GetEnvironmentVariable(PicturesVariable) is { Length: > 0 } named ? named : TestBed.Results;
        await File.WriteAllBytesAsync(Path.Combine(folder, $"page-{name}.png"), picture);
    }

    private Task<string> CurlAsync(params string[] more)
    {
        var files = host.Sandbox.ClientFiles;
        return Command.RunAsync("curl",
            ["-sS", "--cacert", $"{files}/ca.pem", "--cert", $"{files}/client.pem", "--key", $"{files}/client.key.pem", .. more, host.Url]);
    }
}
