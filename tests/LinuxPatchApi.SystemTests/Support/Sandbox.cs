using System.Globalization;

namespace LinuxPatchApi.SystemTests.Support;

/// <summary>One throw-away container, through the test bed's own command (tests/Support/Sandbox/README.md).</summary>
internal sealed class Sandbox
{
    private Sandbox(string name, IReadOnlyDictionary<string, string> facts) => (Name, Facts) = (name, facts);

    public string Name { get; }

    public string Address => Facts["address"];

    public string Address6 => Facts["address6"];

    /// <summary>This machine's end of the link.</summary>
    public string HostAddress => Facts["host"];

    /// <summary>The container's network namespace, which is also the name of this machine's interface.</summary>
    public string Link => Facts["netns"];

    /// <summary>The container's root as seen from this machine; /run and /tmp are not in it.</summary>
    public string Root => Facts["root"];

    /// <summary>The address of the container's system bus, usable by root of this machine.</summary>
    public string Bus => Facts["bus"];

    /// <summary>Url and certificates that the test bed made for a client.</summary>
    public string ClientFiles => Path.Combine(TestBed.Repository, "artifacts/sandbox", Name);

    private IReadOnlyDictionary<string, string> Facts { get; }

    public static async Task<Sandbox> UpAsync(string name, params IReadOnlyList<string> options)
    {
        var owner = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await Command.RunAsync(TestBed.SandboxTool, ["up", name, "--owner", owner, .. options]);
        return new Sandbox(name, await FactsAsync(name));
    }

    public Task DownAsync() => Command.RunAsync(TestBed.SandboxTool, "down", Name);

    /// <summary>The starting state again, under the same address.</summary>
    public Task ResetAsync() => Command.RunAsync(TestBed.SandboxTool, "reset", Name);

    public Task InstallAgentAsync(string package) =>
        Command.RunAsync(TestBed.SandboxTool, "agent", Name, "--package", package, "--no-start");

    /// <summary>
    /// On a loaded machine systemd now and then drops the connection of a client, above all around a reload. What is asked of it here may
    /// be asked twice. The bus may start a unit that is being stopped, for a query of the agent, and systemd cancels the stop then.
    /// </summary>
    private const string Patient = """
        systemctl() {
            _said=$(mktemp)
            command systemctl "$@" 2>"$_said" && { cat "$_said" >&2; rm -f "$_said"; return 0; }
            _status=$?
            if grep -q -e 'Connection reset by peer' -e 'connection terminated' -e ' canceled' "$_said"; then
                command systemctl "$@" && _status=0 || _status=$?
            else
                cat "$_said" >&2
            fi
            rm -f "$_said"
            return "$_status"
        }

        """;

    /// <summary>Runs a shell script inside; throws when it fails.</summary>
    public Task<string> ShAsync(string script) =>
        Command.RunAsync(TestBed.SandboxTool, "sh", Name, "sh", "-ec", WithPatience(script));

    /// <summary>Runs a shell script inside and gives its exit status and streams.</summary>
    public Task<CommandResult> TryShAsync(string script) =>
        Command.TryAsync(TestBed.SandboxTool, "sh", Name, "sh", "-c", WithPatience(script));

    private static string WithPatience(string script) => script.Contains("systemctl", StringComparison.Ordinal) ? Patient + script : script;

    public Task RouteAsync(bool on) => Command.RunAsync(TestBed.SandboxTool, "route", Name, on ? "on" : "off");

    /// <summary>Puts a package more into the container's repository.</summary>
    public Task PublishAsync(string package, string version, params IReadOnlyList<string> options) =>
        Command.RunAsync(TestBed.SandboxTool, ["publish", Name, package, version, .. options]);

    /// <summary>So many packages more, PREFIX1 and so on.</summary>
    public Task BulkAsync(string prefix, int count, string version, params IReadOnlyList<string> options) =>
        Command.RunAsync(TestBed.SandboxTool, ["bulk", Name, prefix, count.ToString(CultureInfo.InvariantCulture), version, .. options]);

    public async Task<string> PidAsync() => (await Command.RunAsync(TestBed.SandboxTool, "pid", Name)).Trim();

    /// <summary>Until another boot than that of <paramref name="formerPid"/> runs.</summary>
    public Task RebootedAsync(string formerPid) => Command.RunAsync(TestBed.SandboxTool, "reboot-wait", Name, formerPid);

    public async Task<string> BootIdAsync() => (await ShAsync("cat /proc/sys/kernel/random/boot_id")).Trim();

    public async Task<string> UnitStateAsync(string unit) => (await TryShAsync($"systemctl is-active {unit}")).Output.Trim();

    public Task<string> JournalAsync() => ShAsync("journalctl --no-pager -o short-precise -u linux-patch-api.service");

    /// <summary>The state of the package database, one line a package, and apt's marks, to be compared as a whole.</summary>
    public Task<string> DatabaseAsync() =>
        ShAsync("dpkg-query -W -f '${Package}:${Architecture} ${Version} ${db:Status-Abbrev}\\n'; echo held; apt-mark showhold; echo "
            + "automatic; apt-mark showauto");

    /// <summary>What this machine's end of the link serves to the container as its repository.</summary>
    public string Archive => Path.Combine(Path.GetDirectoryName(Root)!, "repository/archive");

    /// <summary>The installed version; null when it is not installed and configured.</summary>
    public async Task<string?> VersionAsync(string package)
    {
        var line = (await TryShAsync($"dpkg-query -W -f '${{db:Status-Abbrev}}|${{Version}}' {package}")).Output.Split('|');
        return line.Length == 2 && line[0].Trim() is "ii" or "hi" ? line[1] : null;
    }

    /// <summary>Writes a file of the container as careful editors do: a new file beside it, renamed over the old one.</summary>
    public async Task WriteAsync(string path, string content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        var target = Root + path;
        await File.WriteAllTextAsync(target + ".new", content);
        File.SetUnixFileMode(target + ".new", mode);
        File.Move(target + ".new", target, overwrite: true);
    }

    private static async Task<IReadOnlyDictionary<string, string>> FactsAsync(string name) =>
        (await Command.RunAsync(TestBed.SandboxTool, "info", name)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
}
