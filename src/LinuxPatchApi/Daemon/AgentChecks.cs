using LinuxPatchApi.Audit;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Doctor;
using LinuxPatchApi.Hardening;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Checks;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Checks;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Supervision;

namespace LinuxPatchApi.Daemon;

/// <summary>The only set of checks, in the order of their reports. A new check is one file next to its subject and one line here.</summary>
internal static class AgentChecks
{
    /// <summary>Checks that work whether the agent runs or not.</summary>
    public static IReadOnlyList<CheckEntry> OfHost(
        SystemBus bus, PackageModule packages, HostFacts host, ISnapshots files, Func<bool> packageJobRuns, TimeProvider time)
    {
        HostAddresses Addresses() => HostAddresses.Read(host.Hostname);
        return
        [
            new(new ConfigCheck(files), HealthMember.Config),
            new(new CertificatesCheck(files, time), HealthMember.Certificates),
            new(new AllowListCheck(files)),
            new(new ListenCheck(files, Addresses)),
            new(new ServerIdentityCheck(files, Addresses, time)),
            new(new BusCheck(bus)),
            new(new InitCheck(host), HealthMember.InitSystem),
            new(new PolkitCheck(bus, new SystemdClient(bus), packages.Installed.Terms)),
            new(new BackendCheck(packages.Probe), HealthMember.PackageManager),
            new(new ExpectedBackendCheck(packages.Probe, files.Current.Settings.PackageManager.ExpectedBackends)),
            new(new NetworkCheck(packages.Probe), HealthMember.PackageManager),
            new(new VulnerabilityCheck(packages.Probe, packages.Installed, packages.Family, host.OsRelease.Id, host.OsRelease.Version)),
            new(new DatabaseCheck(packages.Installed, packageJobRuns), HealthMember.PackageManager),
            new(new DependenciesCheck(packages.Repairs, packageJobRuns)),
            new(new OffersCheck(packages.Patches, packages.Installed.Terms, packages.Probe, packageJobRuns, time),
                HealthMember.PackageManager),
            new(new BlockedSecurityCheck(packages.Patches), HealthMember.ReasonsOnly),
            new(new RepositoriesCheck(packages.Refresher, packages.Repositories, time), HealthMember.ReasonsOnly),
            new(new OtherUpdatersCheck(packages.Installed, packages.Family.OtherUpdaters)),
            new(new ClockCheck(host, () => files.Current.CertificateFrom, time)),
            new(new DiskCheck("/var/lib", packages.Pending.Now), HealthMember.ReasonsOnly),
            new(new DiskCheck("/var/cache", packages.Pending.Now), HealthMember.ReasonsOnly),
            new(new DiskCheck("/usr", packages.Pending.Now), HealthMember.ReasonsOnly),
            new(new BootDiskCheck(packages.Installed.Terms), HealthMember.ReasonsOnly),
        ];
    }

    /// <summary>Checks that need the running agent.</summary>
    /// <param name="refused">Restrictions that this process failed to apply to itself.</param>
    /// <param name="audit">Why the audit log is incomplete; null when it is complete.</param>
    /// <param name="down">Sentences about background tasks that are paused after a failure.</param>
    public static IReadOnlyList<CheckEntry> OfAgent(
        IReadOnlyList<string> refused, HostFacts host, JobService jobs, Func<string?> audit, Func<IReadOnlyList<string>> down) =>
    [
        new(new SandboxCheck(refused, host.Container)),
        new(new JournalCheck(jobs.Store), HealthMember.JobQueue),
        new(new QueueCheck(jobs), HealthMember.JobQueue),
        new(new LastChangeCheck(jobs.Store)),
        new(new AuditWritingCheck(audit), HealthMember.JobQueue),
        new(new TasksCheck(down), HealthMember.ReasonsOnly),
    ];
}
