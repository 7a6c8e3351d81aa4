using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.ManagerRepository;

namespace LinuxPatchApi.Daemon;

/// <summary>All paths that are not settings.</summary>
internal sealed record AgentPaths(string ConfigurationFile, string BusAddress, string RuntimeDirectory, HostPaths Host)
{
    /// <summary>The unit's RuntimeDirectory; survives restarts of the agent, and is emptied at boot.</summary>
    private const string DefaultRuntimeDirectory = "/run/linux_patch_api";

    /// <summary>D-Bus specification, "Well-known Message Bus Instances".</summary>
    private const string DefaultBusAddress = "unix:path=/run/dbus/system_bus_socket";

    /// <summary>The unit's StateDirectory.</summary>
    private const string DefaultStateDirectory = "/var/lib/linux_patch_api";

    /// <summary>What survives restarts and boots. The guard's unit names it, so it is no setting.</summary>
    public string StateDirectory { get; init; } = DefaultStateDirectory;

    /// <summary>The folder of the latest self-update.</summary>
    public string SelfUpdate => Path.Combine(StateDirectory, "self-update");

    public static AgentPaths FromEnvironment(string configurationFile) => new(
        configurationFile,
        Environment.GetEnvironmentVariable("DBUS_SYSTEM_BUS_ADDRESS") ?? DefaultBusAddress,
        Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY") ?? DefaultRuntimeDirectory,
        HostPaths.Host)
    {
        StateDirectory = Environment.GetEnvironmentVariable("STATE_DIRECTORY") ?? DefaultStateDirectory,
    };

    public string RebootHints => Path.Combine(RuntimeDirectory, "reboot-hints");

    /// <summary>Holds the id of this boot.</summary>
    public string BootMark => Path.Combine(RuntimeDirectory, "boot-id");

    /// <summary>How the last refresh of the repositories' indexes ended.</summary>
    public static string LastRefresh(Settings settings) => Beside(settings, "last-refresh.json");

    public static string UpdateDetails(Settings settings) => Beside(settings, "update-details.json");

    /// <summary>Files of previous package versions.</summary>
    public static string PreviousPackages(Settings settings) => Beside(settings, "packages");

    /// <summary>The installed set before the current package transaction.</summary>
    public static string BeforeSet(Settings settings) => Beside(settings, "before-transaction");

    /// <summary>Stands for all files beside the journal's directory: only one agent may write them.</summary>
    public static string State(Settings settings) => Beside(settings, "state");

    public static string FirstAnswers(Settings settings) => Beside(settings, "first-answers.json");

    /// <summary>What is kept of the manager's repository.</summary>
    public static RepositoryDirectory ManagerRepository(Settings settings) => new(Beside(settings, "repository"));

    public static string Reboots(Settings settings) => Beside(settings, "reboots.log");

    public static string GoingDown(Settings settings) => Beside(settings, "going-down.json");

    /// <summary>
    /// The copy of the last downloaded revocation list. Not <c>tls.crl_path</c>: that file belongs to the operator, and the unit's sandbox
    /// forbids the agent to write below /etc.
    /// </summary>
    public static string RevocationList(Settings settings) => Beside(settings, "crl.pem");

    /// <summary>A path next to the journal's directory.</summary>
    private static string Beside(Settings settings, string name) =>
        Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(settings.Jobs.StoragePath))!, name);
}
