using System.Net;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.FakeManager;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Enrolment;

/// <summary>A container with the package, and the fake manager on this machine's end of its link.</summary>
internal static class Managed
{
    public const string Unit = "linux-patch-api.service";
    public const string Record = "/var/lib/linux_patch_api/enrolment/enrolment.json";

    public static Manager On(Sandbox sandbox, int port = 0) =>
        new(TimeProvider.System, new IPEndPoint(IPAddress.Parse(sandbox.HostAddress), port));

    /// <summary>What the package manager has said.</summary>
    public static async Task<string> InstallAsync(Sandbox sandbox)
    {
        File.Copy(TestBed.Package(), sandbox.Root + "/root/agent.deb", overwrite: true);
        return await sandbox.ShAsync("dpkg -i /root/agent.deb 2>&1");
    }

    /// <summary>The package, and a configuration that names the manager or leaves that to the verb.</summary>
    public static async Task ConfigureAsync(Sandbox sandbox, Manager manager, bool isConfigured)
    {
        await InstallAsync(sandbox);
        await sandbox.WriteAsync("/etc/linux_patch_api/manager-ca.pem", manager.Pki.AuthorityPem);
        await sandbox.WriteAsync("/etc/linux_patch_api/config.yaml", isConfigured
            ? $"enrollment:\n  manager_url: {manager.Address}\n  manager_ca: /etc/linux_patch_api/manager-ca.pem\n"
                + "  polling_interval_seconds: 1\n"
            : "enrollment:\n  polling_interval_seconds: 1\n");
    }

    /// <summary>Enrols a host whose agent ran with certificates of its own until now; returns the manager as its client.</summary>
    public static async Task<AgentClient> EnrolAsync(AgentHost host, Manager manager)
    {
        var sandbox = host.Sandbox;
        await EnrolsAsync(host, manager);
        await sandbox.ShAsync($"rm /etc/linux_patch_api/certs/*; systemctl restart {Unit}");
        await StatusAsync("waiting for approval by an administrator", sandbox);
        Assert.Equal(200, manager.Enrolments.Approve());
        await StatusAsync("listens on", sandbox);
        return Client(sandbox, manager);
    }

    /// <summary>The host's own configuration with the manager in it.</summary>
    public static async Task EnrolsAsync(AgentHost host, Manager manager)
    {
        await host.Sandbox.WriteAsync("/etc/linux_patch_api/manager-ca.pem", manager.Pki.AuthorityPem);
        await host.Sandbox.WriteAsync(
            "/etc/linux_patch_api/config.yaml",
            $"{host.Configuration}\nenrollment:\n  manager_url: {manager.Address}\n  manager_ca: /etc/linux_patch_api/manager-ca.pem\n"
            + "  polling_interval_seconds: 1\n");
    }

    public static Task StatusAsync(string text, Sandbox sandbox) => Eventually.AsWantedAsync(
        text, () => sandbox.ShAsync($"systemctl show -P StatusText {Unit}; cat {Record} 2>/dev/null || true"),
        status => status.Contains(text, StringComparison.Ordinal));

    /// <summary>Once exactly so many hosts wait there.</summary>
    public static Task WaitingAsync(Manager manager, int count = 1) => Eventually.AsWantedAsync(
        "hosts that wait", () => Task.FromResult(Locked(manager, () => manager.Enrolments.Waiting.Count)), waiting => waiting == count);

    /// <summary>The requests so far that begin like that.</summary>
    public static int Count(Manager manager, string start) =>
        Locked(manager, () => manager.Requests.Count(request => request.StartsWith(start, StringComparison.Ordinal)));

    public static Task AskedAsync(Manager manager, string start) => Eventually.AsWantedAsync(
        start, () => Task.FromResult(Locked(manager, () => string.Join('\n', manager.Requests))),
        requests => requests.Split('\n').Any(request => request.StartsWith(start, StringComparison.Ordinal)));

    /// <summary>Adds the manager's authority to those of the container's system.</summary>
    public static Task TrustAsync(Sandbox sandbox, Manager manager) =>
        File.AppendAllTextAsync(sandbox.Root + "/etc/ssl/certs/ca-certificates.crt", "\n" + manager.Pki.AuthorityPem + "\n");

    /// <summary>apt takes the proxy of http for https too, and the test bed's does not know the manager.</summary>
    public static Task DirectAptAsync(Sandbox sandbox) => sandbox.WriteAsync(
        "/etc/apt/apt.conf.d/99-manager", "Acquire::https::Proxy \"DIRECT\";\n",
        UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

    /// <summary>The manager as a client of the agent, from the address that the enrolment lets in.</summary>
    public static AgentClient Client(Sandbox sandbox, Manager manager) =>
        new(sandbox.Address, new ClientIdentity(X509Certificate2.CreateFromPem(manager.Pki.AuthorityPem), manager.Pki.Client()));

    /// <summary>The serial number of the certificate that is served; whatever was seen when none is.</summary>
    public static async Task<string> ServedAsync(Sandbox sandbox) => Serial((await Command.TryAsync(
        "sh", "-c", $"openssl s_client -connect {sandbox.Address}:12443 </dev/null 2>/dev/null | openssl x509 -noout -serial"))
        .Text.Trim().Replace("serial=", "", StringComparison.Ordinal));

    /// <summary>Leading zeros are written by some programs and not by others.</summary>
    public static string Serial(string number) => number.TrimStart('0');

    private static T Locked<T>(Manager manager, Func<T> read)
    {
        lock (manager.Requests)
        {
            return read();
        }
    }
}
