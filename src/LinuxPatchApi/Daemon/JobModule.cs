using LinuxPatchApi.Daemon.LocalClient;
using LinuxPatchApi.Daemon.Revocation;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.SelfUpdates;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.SelfUpdate;
using LinuxPatchApi.Supervision;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>Assembles everything about jobs, reboots and their recovery.</summary>
internal sealed class JobModule : IDisposable
{
    private readonly RebootWatch _watch;

    public JobModule(
        AgentPaths paths, AgentFacts facts, ISnapshots files, SystemBus bus, PackageModule packages, Pulse pulse, TimeProvider time,
        ILoggerFactory loggers)
    {
        var settings = files.Current.Settings;
        var logger = loggers.CreateLogger<JobService>();
        var tls = new DaemonTls(files, time);
        var options = new JobServiceOptions(settings.Jobs.MaxQueueDepth, settings.Jobs.Timeout, facts.Host.BootId)
        {
            StallAfter = settings.Jobs.StallAfter,
            BreakStalled = settings.Jobs.BreakStalled,
            Working = pulse.Work,
            RightLost = new JobRights(files, tls).Lost,
        };
        Jobs = new JobService(facts.Store, options, time, logger, packages.Activity);
        packages.Installed.IsBusy = () => Jobs.IsWritingPackages;
        foreach (var problem in facts.JournalProblems)
        {
            JobsLog.JournalProblem(logger, problem);
        }

        var (logind, evidence) = (new LogindClient(bus), new RebootEvidence(new SystemdClient(bus), facts.Host, time));
        var rebootLogger = loggers.CreateLogger<RebootService>();
        _watch = new RebootWatch(Jobs, logind, evidence, time, rebootLogger);
        var hints = new RebootHints(paths.RebootHints);
        Reboots = new RebootService(Jobs, logind, evidence, _watch, facts.Host, hints, packages.Installed, time, rebootLogger);
        Back = new RebootReturn(Jobs, facts.Ledger, evidence, Reboots, logind, facts.Host, time, rebootLogger);
        Restarts = new RestartModule(
            bus, packages.Owners is { } owners ? new FileOwners(owners) : null, () => files.Current.Settings.Restart.Deny, time);
        var before = new BeforeSet(AgentPaths.BeforeSet(settings), packages.Installed.Terms, PackageModule.WriteCache);
        var changes = packages.Changes(before, hints);
        SelfUpdate = new SelfUpdateFiles(paths.SelfUpdate);
        var selfUpdate = new SelfUpdateTools(
            SelfUpdate,
            new KeptPackage(packages.Store, packages.Repack, ProgramImage.Running),
            new OwnProcess(new SystemdClient(bus), new OwnListener(files, tls, time)),
            () => files.Current.Settings.SelfUpdate.Deadline,
            facts.Host.BootId,
            time);
        var executor = OperationTable.Executor(new OperationTools(
            changes,
            Restarts.Restarter,
            Restarts.Step,
            new RebootStep(Jobs, logind, evidence, _watch, Reboots, packages.Installed, time),
            SelfUpdateKind.Executor(changes, selfUpdate)));
        Recovery = new Recovery(
            Jobs, executor, Reboots, Back, packages.Installed, facts.Host.BootId, time, logger, before, WhySilentAsync, SelfUpdate);

        async Task<string?> WhySilentAsync(bool forPackages, CancellationToken cancellationToken)
        {
            var failure = forPackages ? (await packages.Backend.DescribeAsync(cancellationToken)).Failure : null;
            return forPackages
                ? failure is { Code: JobErrorCode.BackendUnavailable } ? failure.Message : null
                : (await bus.NameHasOwnerAsync("org.freedesktop.systemd1", cancellationToken)).Failure?.Detail;
        }
    }

    public JobService Jobs { get; }

    /// <summary>The record of the latest self-update.</summary>
    public SelfUpdateFiles SelfUpdate { get; }

    public RebootService Reboots { get; }

    public RebootReturn Back { get; }

    public RestartModule Restarts { get; }

    public Recovery Recovery { get; }

    public IReadOnlyList<SupervisedTask> Supervised => [.. Recovery.Supervised, .. Back.Supervised(JobAudit.MissedLines, Recovery.Name)];

    public void Dispose() => _watch.Dispose();
}
