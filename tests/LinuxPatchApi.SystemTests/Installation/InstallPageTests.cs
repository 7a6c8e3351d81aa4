using LinuxPatchApi.SystemTests.Docs;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>The lines of docs/usage/install.md and browser.md, played by somebody with an authority of their own.</summary>
public sealed class InstallPageTests(BareHost host) : IClassFixture<BareHost>
{
    private const string Pki = "/root/pki";

    [Fact]
    public async Task Every_line_of_the_pages_about_installation_and_browsers_works()
    {
        var client = Directory.CreateTempSubdirectory("client").FullName;
        var lines = await UsagePage.LinesAsync("install.md");
        lines.AddRange(await UsagePage.LinesAsync("browser.md"));
        await host.Sandbox.ShAsync("mkdir -p /root/download");
        File.Copy(TestBed.Package(), $"{host.Sandbox.Root}/root/download/{Path.GetFileName(TestBed.Package())}", overwrite: true);
        var packages = await File.ReadAllLinesAsync(Path.Combine(TestBed.Repository, "docs/usage/install.md"));
        var apt = Assert.Single(packages, line => line.StartsWith("apt install ./linux-patch-api_3", StringComparison.Ordinal));
        await host.Sandbox.ShAsync($"cd /root/download && {apt} -y </dev/null");

        // An authority of one's own: what it issues has the names of the page.
        await host.Sandbox.ShAsync($"linux-patch-api pki init --directory {Pki} && linux-patch-api pki bundle web1 --directory {Pki} "
            + $"--ip {host.Sandbox.Address} && mkdir /root/issued && tar -xf {Pki}/web1.tar -C /root/issued");
        await RunAsync("install -m 0644 ca.pem server.pem", "cd /root/issued && ");
        await RunAsync("install -m 0600 server.key.pem", "cd /root/issued && ");
        await host.Sandbox.ShAsync($"printf 'entries:\\n  - {host.Sandbox.HostAddress}\\n' >/etc/linux_patch_api/whitelist.yaml");
        await RunAsync("linux-patch-api check-config");
        await RunAsync("systemctl start linux-patch-api");
        Assert.Contains("active (running)", await RunAsync("systemctl status linux-patch-api"));

        // A client, first with its certificate in a browser's stores, then by curl, then revoked.
        await RunAsync("pki issue --directory /root/pki --client");
        await RunAsync("cd /root/pki");
        await RunAsync("openssl pkcs12", $"cd {Pki} && ", " -passout pass:secret");
        await File.WriteAllBytesAsync(Client("client.p12"), await File.ReadAllBytesAsync($"{host.Sandbox.Root}{Pki}/client.p12"));
        foreach (var file in new[] { "ca.pem", "client.pem", "client.key.pem" })
        {
            File.Copy($"{host.Sandbox.Root}{Pki}/{file}", Client(file), overwrite: true);
        }

        Directory.CreateDirectory(Client("home"));
        foreach (var part in new[] { "mkdir -p ~/.pki", "certutil -N", "pk12util ", "certutil -A" })
        {
            await OnClientAsync(part, part == "pk12util " ? " -W secret" : "");
        }

        Assert.Contains("client", await Command.RunAsync("certutil", "-L", "-d", $"sql:{Client("home")}/.pki/nssdb"));
        await Eventually.AsWantedAsync(
            "the agent's answer to the page's line", () => OnClientAsync("curl --cacert", keep: true),
            answer => answer.Contains("\"success\":true"));
        await RunAsync("pki revoke");
        await RunAsync("install -m 0644 /root/pki/crl.pem");
        var refused = await Eventually.AsWantedAsync(
            "the refusal of the revoked client",
            () => Command.TryAsync("sh", "-c", OnClient("curl --cacert", "")), answer => answer.Exit != 0);
        Assert.DoesNotContain("\"success\":true", refused.Output);
        lines.RemoveAll(line => line.StartsWith("curl --cacert", StringComparison.Ordinal));

        Assert.Contains("client", await RunAsync("linux-patch-api doctor", after: " || true"));
        await RunAsync("systemctl daemon-reload");
        await RunAsync("systemctl restart packagekit");
        Assert.Empty(lines);

        async Task<string> RunAsync(string part, string before = "", string after = "") =>
            await host.Sandbox.ShAsync($"{before}{Take(part)}{after}");

        async Task<string> OnClientAsync(string part, string after = "", bool keep = false)
        {
            var line = OnClient(part, after);
            if (!keep)
            {
                Take(part);
            }

            return await Command.RunAsync("sh", "-c", line);
        }

        string OnClient(string part, string after) =>
            $"cd {client} && export HOME={Client("home")} && "
            + Find(part).Replace("192.0.2.5", host.Sandbox.Address, StringComparison.Ordinal) + after;

        string Client(string file) => Path.Combine(client, file);

        string Find(string part) => Assert.Single(lines, line => line.Contains(part, StringComparison.Ordinal));

        string Take(string part)
        {
            var line = Find(part);
            lines.Remove(line);
            return line;
        }
    }
}
