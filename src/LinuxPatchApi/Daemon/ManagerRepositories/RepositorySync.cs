using System.Threading.Channels;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Http.Client;
using LinuxPatchApi.InForce;
using LinuxPatchApi.ManagerRepository;
using LinuxPatchApi.Packages.Repositories.Fleet;
using LinuxPatchApi.Supervision;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Wire;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon.ManagerRepositories;

/// <summary>
/// Keeps the manager's repository as the manager says: asks once a day, judges, has the files written, and writes them again when somebody
/// has taken them away. Everything that it knows is on the disk, so it may end at any instant.
/// </summary>
/// <param name="write">Has the files written; returns why they were not.</param>
/// <param name="refresh">Refreshes the indexes.</param>
internal sealed class RepositorySync(
    ISnapshots files, RepositoryHost host, RepositoryDirectory disk, Func<CancellationToken, Task<string?>> write,
    Func<CancellationToken, Task> refresh, TimeProvider time, ILogger<RepositorySync> logger)
{
    private const string Path = "api/v1/pki/repo-config";

    /// <summary>What of the configuration decides about an answer, and what the manager is asked for.</summary>
    private sealed record Question(Uri Manager, string? Trust, string? Host, FleetQuery Query);

    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _failures;
    private RepositoryRecord? _last;
    private string? _logged;
    private Question? _asked;

    /// <summary>True when the package manager did not take the repository since the manager's last good answer.</summary>
    private volatile bool _isDoubted;

    public SupervisedTask Supervised => new("manager repository", TaskKind.Optional, RunAsync);

    public async Task RunAsync(CancellationToken shutdown)
    {
        void OnChanged(Snapshot snapshot) => _changed.Writer.TryWrite(true);
        files.Changed += OnChanged;
        try
        {
            await HealAsync(shutdown);
            if (Last is not null)
            {
                // A fleet that boots at once does not ask at once; a host that was just enrolled is alone.
                await Task.Delay(RepositoryLimits.StartSpread * Random.Shared.NextDouble(), time, shutdown);
            }
            while (true)
            {
                // Everything is decided anew after each wait: a reload may have changed any of it.
                if (Current is not { } question)
                {
                    Lack();
                    await _changed.Reader.ReadAsync(shutdown);
                    continue;
                }
                if (_asked is { } asked && asked != question)
                {
                    _failures = 0;
                }
                else if (Wait() is { } wait && wait > TimeSpan.Zero)
                {
                    _asked = question;
                    await SleepAsync(wait, shutdown);
                    continue;
                }
                await OnceAsync(shutdown);
            }
        }
        finally
        {
            files.Changed -= OnChanged;
        }
    }

    /// <summary>
    /// Has the manager asked before its time: the package manager does not take its repository, and it may have another key by now.
    /// </summary>
    public void Doubt()
    {
        _isDoubted = true;
        _changed.Writer.TryWrite(true);
    }

    /// <summary>
    /// Writes both files again, without the manager, when they differ from its last good answer. What it has withdrawn stays away: without
    /// a record that says that they are to be in place, the manager is asked first.
    /// </summary>
    internal async Task HealAsync(CancellationToken shutdown)
    {
        if (Manager is null || Last is not { HasNone: false } record
            || record is { SyncedAt: null, Trouble: not (RepositoryTrouble.NotWritten or RepositoryTrouble.Unread) }
            || Kept is not { } good || host.IsInPlace(good))
        {
            return;
        }
        RepositoryLog.Healed(logger);
        // Before the files: a death in between leaves what says that they were not read.
        Save(record with { Trouble = RepositoryTrouble.Unread, Reason = null });
        // The manager was not asked: the next question keeps its time, and what was wrong with the manager is still wrong.
        if (await WriteAsync(good, shutdown) is { } problem)
        {
            End(record with { Trouble = RepositoryTrouble.NotWritten, Reason = problem });
            return;
        }
        await AnnounceAsync(good, shutdown);
        var synced = record.SyncedAt ?? time.GetUtcNow();
        Save(record is { Trouble: RepositoryTrouble.Refused or RepositoryTrouble.Unreachable }
            ? record with { SyncedAt = synced }
            : new RepositoryRecord(record.TriedAt, synced, RepositoryTrouble.None, null));
    }

    /// <summary>Asks the manager once, and does what its answer says. Does nothing when there is nothing to ask any more.</summary>
    internal async Task OnceAsync(CancellationToken shutdown)
    {
        if (Current is not { } question)
        {
            return;
        }
        _asked = question;
        var (settings, now) = (files.Current.Settings.Enrollment, time.GetUtcNow());
        var reply = await AskAsync(question, shutdown);
        if (Current != question)
        {
            // The configuration was changed meanwhile: it is another question now, or none.
            return;
        }
        if (reply.Content is not { } content)
        {
            Fail(reply.Trouble, reply.Reason);
            return;
        }
        var (good, problem) = host.Judge(content, settings, now);
        if (good is null)
        {
            Fail(RepositoryTrouble.Refused, problem);
            return;
        }
        _isDoubted = false;
        // Only what was judged good is kept, and the unit judges what is kept once more.
        if (disk.Keep(content) is { } notKept)
        {
            Fail(RepositoryTrouble.NotWritten, notKept.ToString());
            return;
        }
        if (!IsRead || !host.IsInPlace(good))
        {
            // What the package manager has read with the former key says nothing about this one.
            Save(new RepositoryRecord(now, Last?.SyncedAt, RepositoryTrouble.Unread, null));
            if (await WriteAsync(good, shutdown) is { } notWritten)
            {
                End(new RepositoryRecord(now, Last?.SyncedAt, RepositoryTrouble.NotWritten, notWritten));
                return;
            }
            await AnnounceAsync(good, shutdown);
        }
        End(new RepositoryRecord(now, now, RepositoryTrouble.None, null));

        void Fail(RepositoryTrouble trouble, string? reason) => End(new RepositoryRecord(
            now, Last is { Trouble: RepositoryTrouble.Unread } ? null : Last?.SyncedAt, trouble, reason)
        {
            HasNone = trouble == RepositoryTrouble.NoneForHost || Last is { HasNone: true },
        });
    }

    /// <summary>
    /// How the last attempt ended; null before the first. What the disk did not take is only here: an older record on it would have the
    /// manager asked again at once, and again.
    /// </summary>
    private RepositoryRecord? Last => _last ?? disk.Read();

    /// <summary>
    /// False when the package manager may not have read what is in place: an attempt that was refused or not answered says nothing of it.
    /// </summary>
    private bool IsRead => Last is { SyncedAt: not null, Trouble: not (RepositoryTrouble.Unread or RepositoryTrouble.NotWritten) };

    /// <summary>The manager's last good answer; null when there is none, or none that is good by the configuration in force.</summary>
    private JudgedRepository? Kept =>
        disk.ReadAnswer() is { } answer ? host.Judge(answer, files.Current.Settings.Enrollment, time.GetUtcNow()).Good : null;

    /// <summary>Null without a manager whose repository is to be set up, and without certificates.</summary>
    private Uri? Manager => files.Current is { Settings.Enrollment: var settings, Material: not null }
        ? RepositoryHost.ManagerOf(settings)
        : null;

    /// <summary>Null when there is nothing to ask.</summary>
    private Question? Current => files.Current is { Settings.Enrollment: var settings, Material: not null }
        && RepositoryHost.ManagerOf(settings) is { } manager && host.Query.Query is { } query
            ? new Question(manager, settings.ManagerTrust, settings.RepositoryHost, query)
            : null;

    /// <summary>Has the files written; returns null, or why they are not in place.</summary>
    private async Task<string?> WriteAsync(JudgedRepository good, CancellationToken shutdown)
    {
        disk.Reached("before files");
        var problem = await write(shutdown) ?? (host.IsInPlace(good) ? null : "the files are not what was to be written");
        disk.Reached("after files");
        return problem;
    }

    private async Task AnnounceAsync(JudgedRepository good, CancellationToken shutdown)
    {
        RepositoryLog.Written(logger, good.Source.ReplaceLineEndings(" ").Trim(), good.Key.Fingerprint);
        await refresh(shutdown);
    }

    private async Task<RepositoryReply> AskAsync(Question question, CancellationToken shutdown)
    {
        if (files.Current.Material is not { } material)
        {
            return new RepositoryReply(null, RepositoryTrouble.Unreachable, "there are no certificates in force");
        }
        var (trust, unusable) = ManagerTrust.Of(question.Trust, material.Authorities);
        return trust is null
            ? new RepositoryReply(null, RepositoryTrouble.Unreachable, unusable)
            : RepositoryReply.Of(await HttpsFetch.SendAsync(
                BaseAddress.Below(
                    question.Manager, $"{Path}?distro_id={question.Query.Distribution}&codename={question.Query.Suite}"),
                new FetchOptions
                {
                    Authorities = trust.Authorities,
                    Fingerprint = trust.Fingerprint,
                    AnyStatus = true,
                    BodyBytes = RepositoryLimits.AnswerBytes,
                    Deadline = RepositoryLimits.Deadline,
                    UserAgent = $"linux-patch-api/{BuildInfo.Version}",
                    Time = time,
                },
                shutdown));
    }

    /// <summary>Says once why nothing is asked.</summary>
    private void Lack()
    {
        if (Manager is not null && host.Query.WhyNot is { } why && Last is not { Trouble: RepositoryTrouble.NoneForHost })
        {
            End(new RepositoryRecord(time.GetUtcNow(), null, RepositoryTrouble.NoneForHost, why) { HasNone = true });
        }
    }

    private void End(RepositoryRecord record)
    {
        // Before the record, and also when a full disk does not take that: what is kept would be written again.
        if (record.Trouble == RepositoryTrouble.NoneForHost && disk.Drop() is { } left)
        {
            RepositoryLog.Trouble(logger, RepositoryTrouble.NotWritten.ToString(), left.ToString());
        }
        var reason = record.Reason is { } text ? OneLine.Of(text, RepositoryLimits.ReasonCharacters) : null;
        if (record.Trouble != RepositoryTrouble.None && reason != _logged)
        {
            RepositoryLog.Trouble(logger, record.Trouble.ToString(), reason ?? "");
        }
        _logged = record.Trouble == RepositoryTrouble.None ? null : reason;
        _failures = Save(record with { Reason = reason }) && record.Trouble is RepositoryTrouble.None or RepositoryTrouble.NoneForHost
            ? 0
            : _failures + 1;
    }

    /// <summary>False when it is in memory only.</summary>
    private bool Save(RepositoryRecord record)
    {
        _last = record;
        if (disk.Write(record) is { } problem)
        {
            RepositoryLog.Trouble(logger, RepositoryTrouble.NotWritten.ToString(), problem.ToString());
            return false;
        }
        return true;
    }

    /// <summary>Until the next question; null: now. A date in the future is of another clock.</summary>
    private TimeSpan? Wait()
    {
        if (Last is not { } record || record.TriedAt > time.GetUtcNow()
            || (_failures == 0 && record.Trouble is not (RepositoryTrouble.None or RepositoryTrouble.NoneForHost)))
        {
            return null;
        }
        if (_asked is null && record.Trouble == RepositoryTrouble.None && Kept is null)
        {
            // What the last run has kept is of another manager or release.
            return null;
        }
        return record.TriedAt + RepositoryLimits.Next(_failures, Random.Shared.NextDouble(), _isDoubted) - time.GetUtcNow();
    }

    private async Task SleepAsync(TimeSpan wait, CancellationToken shutdown)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
        await Task.WhenAny(_changed.Reader.ReadAsync(either.Token).AsTask(), Task.Delay(wait, time, either.Token));
        await either.CancelAsync();
        shutdown.ThrowIfCancellationRequested();
    }
}
