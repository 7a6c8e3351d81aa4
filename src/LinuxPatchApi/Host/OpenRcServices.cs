using System.Globalization;
using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.HostServices.Systemd;

namespace LinuxPatchApi.Host;

/// <summary>
/// Reads the state of services from OpenRC's own files (its librc.c): a link in <c>/run/openrc/started</c> and its neighbours for each
/// service that is so, one in <c>/etc/runlevels/*</c> for each that is enabled, and the pid files of its daemons. Nothing is run.
/// </summary>
internal sealed class OpenRcServices(HostPaths paths)
{
    /// <summary>Bytes of an init script and of the notes about a daemon. Origin: the largest script of Alpine 3.22 has 14 KB.</summary>
    private const int MaxBytes = 64 * 1024;

    /// <summary>OpenRC's states, the one that says most first, and systemd's words for them.</summary>
    private static readonly (string Folder, string Active)[] States =
    [
        ("stopping", "deactivating"), ("starting", "activating"), ("inactive", "activating"), ("started", "active"), ("failed", "failed"),
    ];

    /// <summary>True where OpenRC decides about services.</summary>
    public bool IsInCharge => Directory.Exists(paths.OpenRcMark) && !Directory.Exists(paths.SystemdMark);

    /// <summary>A service in the words of systemd; its load state is not-found when there is no script of that name.</summary>
    public UnitState Read(string name)
    {
        var service = name.EndsWith(".service", StringComparison.Ordinal) ? name[..^".service".Length] : name;
        var script = BoundedFile.Read(paths.In($"etc/init.d/{service}"), MaxBytes).Bytes;
        var (active, sub) = State(service);
        var isEnabled = Directory.Exists(paths.In("etc/runlevels"))
            && Directory.EnumerateDirectories(paths.In("etc/runlevels")).Any(level => File.Exists(Path.Combine(level, service)));
        var (pid, hasCrashed) = active == "active" ? Daemon(service) : (null, false);
        return new UnitState(
            service,
            script is null ? "" : Description(Encoding.UTF8.GetString(script)),
            script is null ? "not-found" : "loaded",
            hasCrashed ? "failed" : active,
            hasCrashed ? "crashed" : sub == "started" && pid is not null ? "running" : sub,
            isEnabled ? "enabled" : "disabled",
            pid,
            null,
            null,
            [],
            null,
            null,
            [service]);
    }

    /// <summary>Does what it is for: it is started, and none of its daemons has died. Pure.</summary>
    public static bool IsHealthy(UnitState service) => service.ActiveState == "active";

    /// <summary>The value of description= in an init script; empty without one. Pure.</summary>
    public static string Description(string script) => Value(script, "description").Trim('"', '\'');

    private (string Active, string Sub) State(string service)
    {
        foreach (var (folder, active) in States)
        {
            if (new FileInfo(paths.In($"run/openrc/{folder}/{service}")) is { LinkTarget: not null } or { Exists: true })
            {
                return (active, folder);
            }
        }
        return ("inactive", "stopped");
    }

    /// <summary>
    /// The process id of its first daemon, and whether one of them is gone. Under supervise-daemon that is the daemon itself, whose id the
    /// supervisor notes; while it is being started again there is none, and nothing has crashed.
    /// </summary>
    private (uint? Pid, bool HasCrashed) Daemon(string service)
    {
        var folder = paths.In($"run/openrc/daemons/{service}");
        if (!Directory.Exists(folder))
        {
            return (null, false);
        }
        uint? first = null;
        foreach (var note in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var file = Value(Text(note), "pidfile");
            if (file.Length > 0)
            {
                if (Living(Text(paths.In(file.TrimStart('/')))) is not { } pid)
                {
                    return (null, true);
                }
                first ??= pid;
            }
        }
        var supervised = Text(paths.In($"run/openrc/options/{service}/child_pid"));
        return (supervised.Length > 0 ? Living(supervised) : first, false);
    }

    private uint? Living(string text) =>
        uint.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
        && Directory.Exists(paths.In(string.Create(CultureInfo.InvariantCulture, $"proc/{pid}"))) ? pid : null;

    private static string Text(string path) => BoundedFile.Read(path, MaxBytes).Bytes is { } bytes ? Encoding.UTF8.GetString(bytes) : "";

    private static string Value(string text, string key)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith(key, StringComparison.Ordinal) && line.AsSpan(key.Length).StartsWith("="))
            {
                return line[(key.Length + 1)..].Trim();
            }
        }
        return "";
    }
}
