using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Tests.Host;
using LinuxPatchApi.Tests.Host.Reboots;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Operations.Reboots;

/// <summary>All that takes part in a reboot, with a logind of the tests' own on a bus of its own.</summary>
public abstract class RebootBench : IAsyncLifetime
{
    private protected readonly TemporaryDirectory _directory = new();
    private protected readonly BootedHost _host = new();
    private protected readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private protected readonly FakeInstalledSource _installed;
    private protected readonly JobStore _store;
    private protected readonly JobService _jobs;
    private protected readonly LinuxPatchApi.Host.RebootHints _hints;
    private protected FakeLogind _logind = null!;
    private protected RebootWatch _watch = null!;
    private protected RebootService _reboots = null!;
    private protected RebootStep _step = null!;

    private protected RebootBench(FakeInstalledSource installed)
    {
        _installed = installed;
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;
        _jobs = new JobService(_store, new JobServiceOptions(10, TimeSpan.FromMinutes(30), "boot-1"), _clock, TestLog.Of<JobService>());
        _hints = new LinuxPatchApi.Host.RebootHints(_directory.File("hints"));
    }

    public async ValueTask InitializeAsync()
    {
        _logind = await FakeLogind.StartAsync();
        var client = new LogindClient(_logind.Bus);
        var evidence = new RebootEvidence(new SystemdClient(_logind.Bus), _host.Facts, _clock);
        _watch = new RebootWatch(_jobs, client, evidence, _clock, TestLog.Of<RebootService>());
        var installed = new InstalledCache(_installed);
        _reboots = new RebootService(_jobs, client, evidence, _watch, _host.Facts, _hints, installed, _clock, TestLog.Of<RebootService>());
        _step = new RebootStep(_jobs, client, evidence, _watch, _reboots, installed, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _watch.Dispose();
        await _logind.DisposeAsync();
        _store.Dispose();
        _host.Dispose();
        _directory.Dispose();
    }
}
