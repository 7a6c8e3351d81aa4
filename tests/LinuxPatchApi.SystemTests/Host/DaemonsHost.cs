using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Host;

/// <summary>
/// A container with services of packages whose newer versions are in the repository: a program with a library of another package, one
/// whose new version ends at once, one that restart.deny names, and one that is slow to start.
/// </summary>
public sealed class DaemonsHost : AgentHost
{
    private static readonly string[] Services = ["sample-daemon", "sample-brittle", "sample-denied"];

    public override string Configuration => base.Configuration + """

        restart:
          deny: ["sample-denied.service", "dbus.service"]
        """;

    private protected override async Task InstallAsync(string package)
    {
        await PublishAsync("sample-codec", "1.0-1", "--copy", "/usr/lib/sample/libsample.so.1", Library);
        await PublishAsync("sample-codec", "2.0-1", "--copy", "/usr/lib/sample/libsample.so.1", Library);
        foreach (var name in Services)
        {
            await PublishAsync(name, "1.0-1", "--copy", $"/usr/bin/{name}", Program("sleep"), "--file",
                $"/usr/lib/systemd/system/{name}.service", Unit(name));
            await PublishAsync(
                name, "2.0-1", "--copy", $"/usr/bin/{name}", Program(name == "sample-brittle" ? "false" : "sleep"), "--file",
                $"/usr/lib/systemd/system/{name}.service", Unit(name));
        }

        await Sandbox.ShAsync(
            $"apt-get -q update; apt-get -q -y install sample-codec=1.0-1 {string.Join(' ', Services.Select(s => s + "=1.0-1"))}; "
            + $"systemctl daemon-reload; systemctl start {string.Join(' ', Services)}");
        await Sandbox.WriteAsync(
            "/etc/systemd/system/slow-start.service",
            """
            [Service]
            ExecStartPre=/bin/sh -c 'echo start >>/var/lib/slow-starts; sleep 4'
            ExecStart=/bin/sleep infinity

            """);
        await Sandbox.WriteAsync("/etc/systemd/system/resting.service", "[Service]\nExecStart=/bin/sleep infinity\n");
        await base.InstallAsync(package);
    }

    /// <summary>Another one at each start.</summary>
    internal async Task<string> InvocationAsync(string unit) => (await Sandbox.ShAsync($"systemctl show -P InvocationID {unit}")).Trim();

    private string Library => Sandbox.Root + "/usr/lib/x86_64-linux-gnu/libm.so.6";

    private string Program(string name) => Sandbox.Root + "/usr/bin/" + name;

    private Task PublishAsync(string name, string version, params string[] options) => Sandbox.PublishAsync(name, version, options);

    private static string Unit(string name) =>
        $"[Unit]\nDescription={name}\n[Service]\nEnvironment=LD_PRELOAD=/usr/lib/sample/libsample.so.1\nExecStart=/usr/bin/{name} infinity";
}
