using LinuxPatchApi.Host;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.PackageKit;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Engines.PackageKit;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.SelfUpdate;

/// <summary>The guard's host: the package manager and the service manager over the bus, and the files of the package database.</summary>
internal sealed class GuardHost : IGuardHost, IExecutionObserver
{
    /// <summary>The agent's unit.</summary>
    public const string AgentUnit = "linux-patch-api.service";

    /// <summary>The guard's unit.</summary>
    public const string GuardUnit = "linux-patch-api-guard.service";

    private readonly SystemdClient _systemd;
    private readonly PackageKitEngine _engine;
    private readonly IPackageFamily _family;
    private readonly FamilyHost _files;
    private readonly IInstalledSource _installed;
    private readonly PackageLocks _locks;
    private readonly Action<string> _log;

    public GuardHost(SystemBus bus, HostPaths paths, TimeProvider time, Action<string> log)
    {
        var family = new HostFacts(paths).Family;
        (_family, _log) = (family, log);
        _systemd = new SystemdClient(bus);
        _engine = new PackageKitEngine(new PackageKitClient(bus), _systemd, family, time);
        _files = family.Open(paths.Root, time);
        _installed = _files.Installed ?? new EngineInstalledSource(_engine, family.Terms, _files.Stamp, _files.Holds, time);
        _locks = new PackageLocks(_files.Locks, new ProcessTable("/proc", time));
    }

    public string Image() => ProgramImage.Of(ProgramImage.Installed);

    public bool IsBusy() => _locks.Holder() is { IsOfIndexes: false };

    public async Task<string?> StopAgentAsync(CancellationToken cancellationToken) =>
        Problem("stop", await _systemd.StopUnitAsync(AgentUnit, cancellationToken));

    public async Task<string?> StartAgentAsync(CancellationToken cancellationToken) =>
        Problem("start", await _systemd.StartUnitAsync(AgentUnit, cancellationToken));

    public async Task<(string Version, bool IsWhole)?> InstalledAsync(CancellationToken cancellationToken)
    {
        var now = await _installed.ReadAsync(cancellationToken);
        return now.IsSuccess && now.Value.Named(ProtectedPackages.Agent).FirstOrDefault() is { } package
            ? (package.Version, !package.IsBroken)
            : null;
    }

    public Task<string?> InstallAsync(string package, CancellationToken cancellationToken) =>
        ExecuteAsync(new ChangeSet.InstallFiles([package]), cancellationToken);

    public async Task<string?> InstallVersionAsync(string architecture, string version, CancellationToken cancellationToken)
    {
        var found = await ExactVersion.FindAsync(
            _engine, new PackageBuild(ProtectedPackages.Agent, architecture, version), cancellationToken);
        return found.IsSuccess
            ? await ExecuteAsync(ExactVersion.Change(_family, [found.Value.Id!], allowDowngrade: true), cancellationToken)
            : found.Failure.Message;
    }

    public async Task<string?> RepairAsync(CancellationToken cancellationToken)
    {
        // Only what the plan allows: a repair of PackageKit may remove packages that nobody named.
        if (_files.Repairs.Plan(cancellationToken) is not { } plan || !plan.IsSuccess || plan.Value.Refusal(force: false) is not null)
        {
            return null;
        }

        return (await _engine.RepairAsync(this, cancellationToken)).Failure?.Message;
    }

    public void Started(TransactionHandle handle)
    {
    }

    public void Progressed(ExecutionProgress progress)
    {
    }

    public void Waiting(bool forLock)
    {
    }

    public void Logged(string line) => _log(line);

    /// <summary>
    /// Out of time, it is cancelled where the package manager still allows that: one that waits for its turn would only be in the way.
    /// </summary>
    private async Task<string?> ExecuteAsync(ChangeSet change, CancellationToken cancellationToken) =>
        (await _engine.ExecuteAsync(change, this, cancellationToken, cancellationToken)).Failure?.Message;

    private static string? Problem(string what, HostResult<string> result) =>
        result.IsSuccess
            ? result.Value == "done" ? null : $"the service manager did not {what} the agent: {result.Value}"
            : $"the service manager did not {what} the agent: {result.Failure.Detail}";
}
