using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host;
using LinuxPatchApi.Tls;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon.Enrolling;

/// <summary>
/// The daemon's life without certificates: it enrols with the manager, and says what it waits for. It listens nowhere.
/// </summary>
/// <param name="tell">Gets one line whenever it changes.</param>
internal sealed class EnrolmentPhase(
    string configurationFile, Settings settings, HostPaths host, TimeProvider time, ILogger logger, Action<string> tell) : IDisposable
{
    private readonly FileWatch _watch =
        new([configurationFile, Enrolled.Pointer(settings), .. TlsLoader.Paths(settings.Tls)], time);
    private string? _told;

    /// <summary>The files' stamps before they were first read.</summary>
    public IReadOnlyList<(string Path, FileStamp Stamp)> Seen { get; init; } = [];

    public void Dispose() => _watch.Dispose();

    /// <summary>Ends when the host is enrolled or the enrolment given up, or when the configuration or a certificate has changed.</summary>
    /// <param name="end">Of this phase, also for a reload. An exchange with the manager is completed before.</param>
    /// <param name="stop">Of the process.</param>
    public async Task RunAsync(CancellationToken end, CancellationToken stop)
    {
        // After the watch has begun: what was replaced between the first reading and the watch would go unnoticed until its next change.
        if (Seen.Any(file => FileStamp.Of(file.Path) != file.Stamp))
        {
            return;
        }
        var changed = _watch.Changes.ReadAsync(end).AsTask();
        var disk = EnrolmentStart.Directory(settings);
        while (!changed.IsCompleted)
        {
            var wait = await OnceAsync(disk, end, stop);
            if (wait == TimeSpan.Zero)
            {
                return;
            }
            using var either = CancellationTokenSource.CreateLinkedTokenSource(end);
            await Task.WhenAny(changed, Task.Delay(wait, time, either.Token));
            await either.CancelAsync();
        }
        await changed;
    }

    /// <summary>Carries out what is due.</summary>
    /// <returns>Time until the next look; zero when the host is enrolled, or nobody is to be asked any more.</returns>
    private async Task<TimeSpan> OnceAsync(EnrolmentDirectory disk, CancellationToken end, CancellationToken stop)
    {
        var (applicant, problem) = EnrolmentStart.Applicant(host);
        if (applicant is null)
        {
            return Pause(problem!);
        }
        var runner = new EnrolmentRunner(disk, applicant, settings, time)
        {
            Waiting = Tell,
            Installed = Report,
            Boot = new HostFacts(host).KernelBootId,
        };
        var (record, damage) = disk.Read();
        if (damage is not null)
        {
            return Pause(damage);
        }
        // Without a configured manager only what the verb has begun is done.
        var isConfigured = settings.Enrollment.ManagerUrl is not null;
        if (record is { Stage: EnrolmentStage.Asking } || (isConfigured && record is null or { Stage: EnrolmentStage.Ready }))
        {
            problem = await BeginAsync(runner, record, applicant.Hostname, end);
        }
        if (problem is null)
        {
            (record, problem) = await runner.StepAsync(stop);
        }
        if (problem is null && record is null && !isConfigured)
        {
            return TimeSpan.Zero;
        }
        if (problem is not null || record is null)
        {
            return Pause(problem ?? "the enrolment was given up");
        }
        Tell(record);
        if (record.Stage == EnrolmentStage.Ready)
        {
            return TimeSpan.Zero;
        }
        var wait = record.NextAt - time.GetUtcNow();
        return record.Stage == EnrolmentStage.Ended ? EnrolmentLimits.ClockWait
            : wait <= TimeSpan.Zero ? TimeSpan.FromTicks(1)
            : wait < EnrolmentLimits.LongestInterval ? wait
            : EnrolmentLimits.LongestInterval;
    }

    /// <summary>Begins, or takes up the present configuration. The manager's trust that an operator set with the verb stays.</summary>
    private async Task<string?> BeginAsync(EnrolmentRunner runner, EnrolmentRecord? present, string hostname, CancellationToken end)
    {
        var manager = settings.Enrollment.ManagerUrl ?? present!.Manager;
        if (present is { Stage: EnrolmentStage.Asking } && present.NextAt > time.GetUtcNow() && present.Manager == manager)
        {
            return null;
        }
        var (fqdn, address, problem) = await EnrolmentStart.IdentityAsync(settings.Enrollment, manager, host, hostname, end);
        var given = present is { Stage: EnrolmentStage.Asking } && present.Manager == manager ? present.Trust : "";
        var trust = settings.Enrollment.ManagerUrl is null && given.Length > 0 ? given : settings.Enrollment.ManagerTrust ?? given;
        return problem ?? runner.Begin(manager, trust, fqdn!, address!, isNew: settings.Enrollment.ManagerUrl is not null).Problem;
    }

    private void Tell(EnrolmentRecord record)
    {
        var line = EnrolmentText.Status(record);
        if (line == _told)
        {
            return;
        }
        _told = line;
        tell(line);
        var whole = EnrolmentText.Remedy(record) is { } remedy ? $"{line}. {remedy}" : line;
        if (record.Problem == EnrolmentProblem.None)
        {
            EnrolmentLog.Progress(logger, whole);
        }
        else
        {
            EnrolmentLog.Trouble(logger, whole);
        }
    }

    private void Report(JudgedBundle bundle)
    {
        EnrolmentLog.Progress(logger, $"installed: {bundle.Summary}");
        if (bundle.ListProblem is { } problem)
        {
            EnrolmentLog.Trouble(logger, $"the manager's revocation list: {problem}");
        }
    }

    private TimeSpan Pause(string problem)
    {
        var line = $"cannot enrol with {EnrolmentStart.Asked(settings) ?? "the manager"}: {problem}";
        if (line != _told)
        {
            _told = line;
            tell(line);
            EnrolmentLog.Trouble(logger, line);
        }
        return EnrolmentLimits.ClockWait;
    }
}
