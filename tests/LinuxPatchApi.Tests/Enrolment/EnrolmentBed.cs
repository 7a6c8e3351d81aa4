using System.Net;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.FakeManager;
using LinuxPatchApi.Host;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Applicant = LinuxPatchApi.Enrolment.Applicant;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>A host that enrols with a fake manager: real TLS and files, a clock that the test moves.</summary>
internal sealed class EnrolmentBed : IAsyncDisposable
{
    public const string Fqdn = "web1.example.org";
    public const string Address = "192.0.2.7";
    private readonly TemporaryDirectory _directory = new();
    private readonly EnrolmentBed? _first;

    /// <param name="certificate">What the manager shows; null for one of its own authority.</param>
    /// <param name="first">Another host of the same manager and world; null for the first one.</param>
    /// <param name="number">Of this host, from 1.</param>
    public EnrolmentBed(
        Func<ManagerPki, X509Certificate2>? certificate = null, EnrolmentBed? first = null, int number = 1, int pollingSeconds = 60)
    {
        _first = first;
        Number = number;
        Time = first?.Time ?? new(TimeProvider.System.GetUtcNow());
        Manager = first?.Manager ?? new Manager(Time, certificate: certificate);
        CaFile = _directory.Write("manager-ca.pem", Manager.Pki.AuthorityPem);
        var configuration = _directory.Write("config.yaml",
            $"jobs:\n  storage_path: {_directory.File("jobs")}\ntls:\n  ca_cert: {_directory.File("none/ca.pem")}\n"
            + $"  server_cert: {_directory.File("none/server.pem")}\n  server_key: {_directory.File("none/server.key.pem")}\n"
            + $"  crl_path: {_directory.File("none/crl.pem")}\n"
            + $"whitelist:\n  path: {_directory.Write("whitelist.yaml", "entries: []\n")}\n"
            + (pollingSeconds == 60 ? "" : $"enrollment:\n  polling_interval_seconds: {pollingSeconds}\n"));
        ConfigurationFile = configuration;
        Disk = new EnrolmentDirectory(_directory.File("enrolment"));
    }

    public int Number { get; }

    public FakeTimeProvider Time { get; }

    /// <summary>By how much the host's wall clock is ahead of the world's; its monotonic clock goes on as before.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>What was installed of a bundle.</summary>
    public JudgedBundle? Installed { get; private set; }

    public Manager Manager { get; }

    public string CaFile { get; }

    public string ConfigurationFile { get; }

    public EnrolmentDirectory Disk { get; set; }

    public string Path => _directory.Path;

    public Settings Settings => ConfigurationLoader.Load(ConfigurationFile).Settings!;

    public EnrolmentRecord Record => Disk.Read().Record!;

    /// <summary>Called when a step waits for the disk.</summary>
    public Action<EnrolmentRecord>? Waits { get; set; }

    public EnrolmentRunner Runner() => new(
        Disk,
        new Applicant(
            new string((char)('a' + Number - 1), 32), $"web{Number}",
            new OsRelease("debian", "Debian GNU/Linux", "13", "trixie"), "x86_64"),
        Settings, new HostClock(this),
        () => 0.5)
    {
        Installed = bundle => Installed = bundle,
        Boot = "boot-1",
        Waiting = record => Waits?.Invoke(record),
    };

    public EnrolmentRecord Begin(string? trust = null, Uri? manager = null)
    {
        var (record, problem) = Runner().Begin(
            manager ?? Manager.Address, trust ?? CaFile, Fqdn.Replace("1", $"{Number}", StringComparison.Ordinal),
            Address.Replace("7", $"{6 + Number}", StringComparison.Ordinal));
        Assert.Null(problem);
        return record!;
    }

    /// <summary>One step, at once.</summary>
    public async Task<EnrolmentRecord> StepAsync()
    {
        var (record, problem) = await Runner().StepAsync(TestContext.Current.CancellationToken);
        Assert.Null(problem);
        return record!;
    }

    /// <summary>One step when it is due.</summary>
    public async Task<EnrolmentRecord> NextAsync()
    {
        if (Record.NextAt - ClockOffset is var due && due > Time.GetUtcNow())
        {
            Time.SetUtcNow(due);
        }
        return await StepAsync();
    }

    /// <summary>Begins, and goes on until an administrator has to act.</summary>
    public async Task WaitingAsync()
    {
        Begin();
        Assert.Equal(EnrolmentStage.Waiting, (await StepAsync()).Stage);
    }

    /// <summary>Steps until it is over, or nothing changes.</summary>
    public async Task<EnrolmentRecord> ToTheEndAsync(int steps = 8)
    {
        for (var i = 0; i < steps && !Record.IsOver; i++)
        {
            await NextAsync();
        }
        return Record;
    }

    public async ValueTask DisposeAsync()
    {
        if (_first is null)
        {
            await Manager.DisposeAsync();
        }
        _directory.Dispose();
    }

    private sealed class HostClock(EnrolmentBed bed) : TimeProvider
    {
        public override long TimestampFrequency => bed.Time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => bed.Time.GetUtcNow() + bed.ClockOffset;

        public override long GetTimestamp() => bed.Time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            bed.Time.CreateTimer(callback, state, dueTime, period);
    }
}
