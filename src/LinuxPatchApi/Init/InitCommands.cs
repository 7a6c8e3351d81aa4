namespace LinuxPatchApi.Init;

/// <summary>
/// What an administrator types to look after services, in the words of the init system that is there. Every text that names such a command
/// takes it from here: a host without systemd has no use for systemd's.
/// </summary>
internal sealed class InitCommands
{
    /// <summary>The agent's service, and the file that OpenRC's supervisor writes what it says to.</summary>
    private const string Agent = "linux-patch-api";
    private const string AgentLog = "/var/log/linux_patch_api/agent.log";

    private readonly bool _isOpenRc;

    private InitCommands(bool isOpenRc) => _isOpenRc = isOpenRc;

    public static InitCommands Systemd { get; } = new(isOpenRc: false);

    public static InitCommands OpenRc { get; } = new(isOpenRc: true);

    /// <summary>Those of this host; systemd's where it is neither.</summary>
    public static InitCommands Here { get; } = Of("/");

    /// <summary>Origin: sd_booted(3), and openrc-run(8) for the other.</summary>
    public static InitCommands Of(string root) =>
        Directory.Exists(Path.Combine(root, "run/openrc")) && !Directory.Exists(Path.Combine(root, "run/systemd/system"))
            ? OpenRc : Systemd;

    /// <summary>False where the init system gives services no sandbox.</summary>
    public bool HasSandbox => !_isOpenRc;

    /// <summary>False where cron has to start what is due.</summary>
    public bool HasTimers => !_isOpenRc;

    public string Start(string service) => _isOpenRc ? $"rc-service {Named(service)} start" : $"systemctl start {service}";

    public string Restart(string service) => _isOpenRc ? $"rc-service {Named(service)} restart" : $"systemctl restart {service}";

    public string Reload(string service) => _isOpenRc ? $"rc-service {Named(service)} reload" : $"systemctl reload {service}";

    public string StartAtBoot(string service) => _isOpenRc ? $"rc-update add {Named(service)} default" : $"systemctl enable {service}";

    public string StartNowAndAtBoot(string service) =>
        _isOpenRc ? $"{StartAtBoot(service)} && {Start(service)}" : $"systemctl enable --now {service}";

    /// <summary>Takes back that a service must not start.</summary>
    public string Unmask(params IReadOnlyList<string> services) =>
        _isOpenRc ? string.Join("; ", Startable(services).Select(StartAtBoot)) : $"systemctl unmask {string.Join(' ', services)}";

    public string Status(params IReadOnlyList<string> services) => _isOpenRc
        ? string.Join("; ", Startable(services).Select(s => $"rc-service {Named(s)} status"))
        : $"systemctl status {string.Join(' ', services)}";

    /// <summary>Shows what a service said.</summary>
    public string Log(string service, int lines = 20) => !_isOpenRc ? $"journalctl -u {service} -n {lines}"
        : service.StartsWith(Agent, StringComparison.Ordinal) ? $"tail -n {lines} {AgentLog}"
        : $"grep -i {Named(service)} /var/log/messages";

    /// <summary>Shows how the agent is started, changes included.</summary>
    public string Definition => _isOpenRc ? $"cat /etc/init.d/{Agent} /etc/conf.d/{Agent}" : $"systemctl cat {Agent}";

    /// <summary>Changes how a service is started.</summary>
    public string Edit(string service) => _isOpenRc ? $"vi /etc/conf.d/{Named(service)}" : $"systemctl edit {service}";

    /// <summary>Makes the init system read changed files again.</summary>
    public string ReadAgain => _isOpenRc ? "rc-update -u" : "systemctl daemon-reload";

    /// <summary>Starts the init system anew, while services go on.</summary>
    public string RestartInit => _isOpenRc ? "telinit u" : "systemctl daemon-reexec";

    public string TimeServices => _isOpenRc ? "chrony" : "systemd-timesyncd or chrony";

    /// <summary>How packagekitd gets a variable into its environment.</summary>
    public string SetForPackageKit(string variable) => _isOpenRc
        ? $"set {variable} in the environment of packagekitd, which the bus starts"
        : "a drop-in /etc/systemd/system/packagekit.service.d/online.conf with "
            + $"[Service] Environment={variable}, ExecStart= and ExecStart=/usr/libexec/packagekitd --keep-environment";

    /// <summary>The bus starts PackageKit; OpenRC has no service of it.</summary>
    private static IEnumerable<string> Startable(IReadOnlyList<string> services) => services.Where(s => s != "packagekit");

    private static string Named(string service) => service switch
    {
        "systemd-logind" => "elogind",
        _ => service.EndsWith(".service", StringComparison.Ordinal) ? service[..^".service".Length] : service,
    };
}
