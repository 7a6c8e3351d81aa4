using LinuxPatchApi.ApkPolkit;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>
/// A Debian container disguised as Alpine: the family's os-release, apk's files instead of dpkg's, and a stand-in for apk's D-Bus service
/// on the container's bus. Real are the agent, D-Bus, polkit and systemd; apk, its service and Alpine are not.
/// </summary>
public sealed class ApkHost : AgentHost, ICrashRoot
{
    private ApkPolkitService? _service;

    internal ApkRoot Apk { get; private set; } = null!;

    internal ApkPolkitService Service => _service!;

    /// <summary>The starting state, with the service on the bus.</summary>
    internal async Task RestoreAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        await Sandbox.ShAsync("rm -f /etc/sample-settings.conf*");
        Apk.Reset();
        _service = await ApkPolkitService.StartAsync(Sandbox.Bus, Apk);
    }

    string ICrashRoot.New => "sample-addition-lib";

    IReadOnlyList<string> ICrashRoot.Old { get; } = ["sample-tool", "sample-lib", "sample-settings"];

    string ICrashRoot.OldVersion => "1.0-r0";

    bool ICrashRoot.TakesParts => true;

    bool ICrashRoot.RollsBack => false;

    /// <summary>With a service that is slow enough to be caught at work.</summary>
    async Task ICrashRoot.RestoreAsync()
    {
        await RestoreAsync();
        Service.Delay = TimeSpan.FromMilliseconds(300);
    }

    Task<IReadOnlyDictionary<string, string>> ICrashRoot.CheckedAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(Apk.Installed.ToDictionary(p => p.Name, p => p.Version));

    internal string? Version(string package) => Apk.Installed.FirstOrDefault(p => p.Name == package)?.Version;

    private protected override async Task InstallAsync(string package)
    {
        await base.InstallAsync(package);
        Apk = new ApkRoot(Sandbox.Root);
        await Sandbox.ShAsync("""
            systemctl stop linux-patch-api.service packagekit.service
            systemctl mask packagekit.service
            mkdir -p /var/lib/disguised /lib/apk/db /etc/apk /var/cache/apk
            mv /var/lib/dpkg /var/lib/disguised/dpkg
            mv /var/lib/apt /var/lib/disguised/apt
            rm -f /etc/os-release /etc/debian_version
            : >/lib/apk/db/lock
            """);
        await Sandbox.WriteAsync("/etc/os-release", "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.22.0\n", Readable);
        await Sandbox.WriteAsync(
            $"/etc/dbus-1/system.d/{ApkPolkitService.Name}.conf",
            $"""
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
             "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig>
              <policy user="root"><allow own="{ApkPolkitService.Name}"/></policy>
              <policy context="default"><allow send_destination="{ApkPolkitService.Name}"/></policy>
            </busconfig>
            """,
            Readable);
        await Sandbox.ShAsync("busctl call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus ReloadConfig");
        await RestoreAsync();
        await RestartAsync();
    }

    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
}
