using System.Net;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Doctor;
using LinuxPatchApi.Hardening;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Checks;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Http.Connections.Listening;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Jobs.Checks;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.ManagerRepository;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Supervision;

namespace LinuxPatchApi.Daemon;

/// <summary>The only set of checks, in the order of their reports. A new check is one file next to its subject and one line here.</summary>
internal static class AgentChecks
{
    /// <summary>Checks that work whether the agent runs or not.</summary>
    public static IReadOnlyList<CheckEntry> OfHost(
        SystemBus bus, PackageModule packages, HostFacts host, ISnapshots files, RepositoryView repository, Func<bool> packageJobRuns,
        TimeProvider time)
    {
        HostAddresses Addresses() => HostAddresses.Read(host.Hostname);
        return
        [
            new(new ConfigCheck(files), HealthMember.Config),
            new(new CertificatesCheck(files, time), HealthMember.Certificates),
            new(new AllowListCheck(files)),
            new(new ListenCheck(files, Addresses, address => BindProbe.Try(new IPEndPoint(address, 0), []) is null)),
            new(new ServerIdentityCheck(files, Addresses, time)),
            new(new BusCheck(bus)),
            new(new InitCheck(host), HealthMember.InitSystem),
            new(new PolkitCheck(bus, new SystemdClient(bus), packages.Installed.Terms)),
            new(new BackendCheck(packages.Probe), HealthMember.PackageManager),
            new(new ExpectedBackendCheck(packages.Probe, files.Current.Settings.PackageManager.ExpectedBackends)),
            new(new NetworkCheck(packages.Probe), HealthMember.PackageManager),
            new(new VulnerabilityCheck(packages.Probe, packages.Installed, packages.Family, Release(host.OsRelease))),
            new(new DatabaseCheck(packages.Installed, packageJobRuns), HealthMember.PackageManager),
            new(new LockCheck(packages.Activity), HealthMember.ReasonsOnly),
            new(new DependenciesCheck(
                packages.Repairs, packages.Installed, packageJobRuns, packages.Relations, packages.Family), HealthMember.PackageManager),
            new(new OffersCheck(packages.Patches, packages.Installed.Terms, packages.Probe, packageJobRuns, time),
                HealthMember.PackageManager),
            new(new BlockedSecurityCheck(packages.Patches), HealthMember.ReasonsOnly),
            new(new RepositoriesCheck(packages.Refresher, packages.Repositories, time), HealthMember.ReasonsOnly),
            new(new RepositoryKeysCheck(packages.Repositories, time), HealthMember.ReasonsOnly),
            new(new ManagerRepositoryCheck(repository, time), HealthMember.ReasonsOnly),
            new(new OtherUpdatersCheck(packages.Installed, packages.Family.OtherUpdaters)),
            new(new ClockCheck(host, () => files.Current.CertificateFrom, time)),
            .. DiskCheck.Usual.Select(
                place => new CheckEntry(new DiskCheck(() => place, packages.Pending.Now), HealthMember.ReasonsOnly)),
            .. Enumerable.Range(0, WrittenPlaces.Directories).Select(at => new CheckEntry(
                new DiskCheck(() => packages.Places?.Invoke().DirectoryAt(at), packages.Pending.Now) { IsExtra = true },
                HealthMember.ReasonsOnly)),
            new(new BootDiskCheck(packages.Installed.Terms), HealthMember.ReasonsOnly),
        ];
    }

    public static DistributionRelease Release(OsRelease os) => new(os.Id, os.Version)
    {
        Like = os.Like,
        Codenames = os.Codename is { } own ? [own, .. os.ParentCodenames] : os.ParentCodenames,
    };

    /// <summary>Checks that need the running agent.</summary>
    /// <param name="refused">Restrictions that this process failed to apply to itself.</param>
    /// <param name="audit">Why the audit log is incomplete; null when it is complete.</param>
    /// <param name="state">Sentences about files of the agent's state that were not read, not written or understood in part.</param>
    /// <param name="down">Sentences about background tasks that are paused after a failure.</param>
    public static IReadOnlyList<CheckEntry> OfAgent(
        IReadOnlyList<string> refused, HostFacts host, JobService jobs, Func<string?> audit, Func<IReadOnlyList<string>> state,
        Func<IReadOnlyList<string>> down) =>
    [
        new(new SandboxCheck(refused, host.Container)),
        new(new JournalCheck(jobs.Store), HealthMember.JobQueue),
        new(new QueueCheck(jobs), HealthMember.JobQueue),
        new(new LastChangeCheck(jobs.Store)),
        new(new AuditWritingCheck(audit), HealthMember.JobQueue),
        new(new StateFilesCheck(state), HealthMember.ReasonsOnly),
        new(new TasksCheck(down), HealthMember.ReasonsOnly),
    ];
}
