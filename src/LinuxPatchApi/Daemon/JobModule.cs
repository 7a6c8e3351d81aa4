using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Supervision;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>Everything about jobs, reboots and what recovers them, put together.</summary>
internal sealed class JobModule : IDisposable
{
    private readonly RebootWatch _watch;

    public JobModule(
        AgentPaths paths, AgentFacts facts, ISnapshots files, SystemBus bus, PackageModule packages, Pulse pulse, TimeProvider time, ILoggerFactory loggers)
    {
        var settings = files.Current.Settings;
        var logger = loggers.CreateLogger<JobService>();
        var options = new JobServiceOptions(settings.Jobs.MaxQueueDepth, settings.Jobs.Timeout, facts.Host.BootId)
        {
            StallAfter = settings.Jobs.StallAfter,
            BreakStalled = settings.Jobs.BreakStalled,
            Working = pulse.Work,
        };
        Jobs = new JobService(facts.Store, options, time, logger, packages.Activity);
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
        Restarts = new RestartModule(bus, packages.Owners is { } owners ? new FileOwners(owners) : null, () => files.Current.Settings.Restart.Deny, time);
        var before = new BeforeSet(AgentPaths.BeforeSet(settings), packages.Installed.Terms, PackageModule.WriteCache);
        var executor = OperationTable.Executor(new OperationTools(
            packages.Changes(before),
            Restarts.Restarter,
            Restarts.Step,
            new RebootStep(Jobs, logind, evidence, _watch, hints, Reboots, packages.Installed, time)));
        Recovery = new Recovery(Jobs, executor, Reboots, Back, packages.Installed, facts.Host.BootId, time, logger, before);
    }

    public JobService Jobs { get; }

    public RebootService Reboots { get; }

    public RebootReturn Back { get; }

    public RestartModule Restarts { get; }

    public Recovery Recovery { get; }

    public IReadOnlyList<SupervisedTask> Supervised => [.. Recovery.Supervised, .. Back.Supervised(JobAudit.MissedLines, Recovery.Name)];

    public void Dispose() => _watch.Dispose();
}
