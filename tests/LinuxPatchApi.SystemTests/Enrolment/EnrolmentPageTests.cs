using System.Text.RegularExpressions;
using LinuxPatchApi.SystemTests.Docs;
using LinuxPatchApi.SystemTests.Installation;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Enrolment;

/// <summary>The lines of docs/usage/enrol.md, played on a host whose manager has the name that the page gives it.</summary>
public sealed partial class EnrolmentPageTests(BareHost host) : IClassFixture<BareHost>
{
    private const int Https = 443;

    /// <summary>
    /// In the order of somebody who compares a fingerprint, gives that up, and gets the CA's file; each line of the page once.
    /// </summary>
    [Fact]
    public async Task Every_line_of_the_enrolment_page_works()
    {
        var lines = await UsagePage.LinesAsync("enrol.md");
        await using var manager = Managed.On(host.Sandbox, Https);
        await Managed.ConfigureAsync(host.Sandbox, manager, isConfigured: false);
        await host.Sandbox.ShAsync($"echo '{host.Sandbox.HostAddress} manager.example.org' >>/etc/hosts");
        await host.Sandbox.WriteAsync("/root/manager-ca.pem", manager.Pki.AuthorityPem);
        await host.Sandbox.WriteAsync("/root/certificate.pem", manager.Certificate.ExportCertificatePem());

        var shown = await RunAsync("openssl ", line => line.Replace("/path/to/", "/root/", StringComparison.Ordinal));
        var fingerprint = Fingerprint().Match(shown).Value;
        var waiting = RunAsync(
            "enroll --manager https://manager.example.org --fingerprint",
            line => $"{{ {line.Replace("SHA256", fingerprint, StringComparison.Ordinal)} & }}; echo $! >/run/enrolling; wait $! || true");
        await Managed.WaitingAsync(manager);
        await host.Sandbox.ShAsync("kill -TERM $(cat /run/enrolling)");
        Assert.Contains("waiting for approval", await waiting);
        Assert.Contains("given up", await RunAsync("enroll --abandon"));
        manager.Enrolments.Deny();

        var enrolling = RunAsync("enroll --manager https://manager.example.org --ca-file");
        await Managed.WaitingAsync(manager);
        Assert.Equal(200, manager.Enrolments.Approve());
        Assert.Contains("enrolled with", await enrolling);
        await RunAsync("systemctl enable --now");
        await Managed.StatusAsync("listens on", host.Sandbox);
        Assert.Contains("enrolled with", await RunAsync("enroll --status"));
        var who = Assert.Single(manager.Enrolments.Hosts);
        await host.Sandbox.WriteAsync("/root/reissued.json", manager.Enrolments.Reissue(who.Fqdn, who.Address.ToString()));
        await RunAsync("pki import");
        Assert.Empty(lines);

        async Task<string> RunAsync(string part, Func<string, string>? change = null)
        {
            var line = Assert.Single(lines, line => line.Contains(part, StringComparison.Ordinal));
            lines.Remove(line);
            return await host.Sandbox.ShAsync(change?.Invoke(line) ?? line);
        }
    }

    [GeneratedRegex("[0-9A-F]{2}(:[0-9A-F]{2}){31}")]
    private static partial Regex Fingerprint();
}
