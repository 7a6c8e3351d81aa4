using System.Net;
using System.Threading.Channels;
using LinuxPatchApi.Configuration.Findings;

namespace LinuxPatchApi.Access;

/// <summary>
/// Holds the allow-list in force. Resolves its host names in the background, keeps the last good file and answers, and reports what is
/// wrong. Allows nobody until a first valid file was read. <see cref="Current"/> is read without a lock.
/// </summary>
internal sealed class AllowListMonitor(IHostResolver resolver, TimeProvider clock)
{
    private static readonly AllowListDocument Nothing = new([], []);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (IReadOnlyList<IPAddress> Addresses, DateTimeOffset At)> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Since, TimeSpan For)> _due = new(StringComparer.Ordinal);
    /// <summary>When a name was first answered to have no address any more; what was allowed by it lasts for a while.</summary>
    private readonly Dictionary<string, long> _gone = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private AllowListDocument? _document;
    private string? _fileReason;
    private volatile AllowList _current = AllowList.Nobody;
    private volatile IReadOnlyList<string> _reasons = ["allow-list: not read yet, nobody may connect"];

    public AllowList Current => _current;

    /// <summary>Sentences for degraded_reasons of the health answer; empty when nothing is wrong.</summary>
    public IReadOnlyList<string> DegradedReasons => _reasons;

    /// <summary>Why nobody may connect, as a clause for people; null when the list has an address or a host name.</summary>
    public string? Nobody
    {
        get
        {
            lock (_gate)
            {
                return _document is null ? "the allow-list cannot be used, nobody may connect"
                    : _document.Ranges.Count + _document.HostNames.Count == 0 ? "the allow-list is empty, nobody may connect"
                    : null;
            }
        }
    }

    /// <summary>
    /// Reads the file again. An invalid or missing file leaves the previous list in force; without a previous list nobody may connect.
    /// </summary>
    /// <param name="enrolled">A second file, whose entries an enrolment has brought; null for none.</param>
    public AllowListResult Reload(string path, string? enrolled = null)
    {
        var result = AllowListFile.Load(path, enrolled);
        lock (_gate)
        {
            if (result.Document is { } document)
            {
                _document = document;
                var empty = result.Findings.FirstOrDefault(finding => finding.Reason == FindingReason.NobodyAllowed);
                _fileReason = empty is null ? null : $"allow-list: {empty}";
                Prune(document);
            }
            else
            {
                var error = result.Findings.First(finding => finding.Severity == FindingSeverity.Error);
                _fileReason = _document is null
                    ? $"allow-list: nobody may connect: {error}"
                    : $"allow-list: the changed file is not used, the previous one stays in force until the next start, after which "
                        + $"nobody may connect: {error}";
            }
            Publish();
        }
        _wake.Writer.TryWrite(true);
        return result;
    }

    /// <summary>Raised when the addresses of a host name, or its failure, have changed. Handlers must not block or throw.</summary>
    public event Action? Changed;

    /// <summary>Resolves host names at the start and after a reload, and each again when its answer expires.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var timer = clock.CreateTimer(
            _ => _wake.Writer.TryWrite(true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        do
        {
            timer.Change(await ResolveAsync(cancellation) ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await _wake.Reader.ReadAsync(cancellation);
        }
        while (true);
    }

    /// <summary>Resolves each name that is new or whose answer has expired.</summary>
    /// <returns>Time until the next name is due; null when there is no name.</returns>
    public async Task<TimeSpan?> ResolveAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string> names;
        lock (_gate)
        {
            names = (_document ?? Nothing).HostNames;
        }
        TimeSpan? next = null;
        foreach (var name in names)
        {
            if (Remaining(name) is not { } left)
            {
                var answer = await resolver.ResolveAsync(name, cancellation);
                left = Apply(name, answer);
            }
            next = next is { } sooner && sooner < left ? sooner : left;
        }
        return next;
    }

    /// <summary>Time until the last answer expires; null when the name is due.</summary>
    private TimeSpan? Remaining(string name)
    {
        lock (_gate)
        {
            return _due.TryGetValue(name, out var due)
                && due.For - clock.GetElapsedTime(due.Since) is var left && left > TimeSpan.Zero ? left : null;
        }
    }

    /// <summary>Stores an answer, unless the name has left the list meanwhile.</summary>
    /// <returns>Time until the name is due again.</returns>
    private TimeSpan Apply(string name, HostAnswer answer)
    {
        var good = answer.Failure is not null ? AllowListLimits.MinLifetime : answer.Lifetime ?? AllowListLimits.ResolveInterval;
        good = TimeSpan.FromTicks(Math.Clamp(good.Ticks, AllowListLimits.MinLifetime.Ticks, AllowListLimits.MaxLifetime.Ticks));
        bool isChanged;
        lock (_gate)
        {
            if (_document is null || !_document.HostNames.Contains(name))
            {
                return good;
            }
            _due[name] = (clock.GetTimestamp(), good);
            isChanged = Store(name, answer);
            Publish();
        }
        if (isChanged)
        {
            Changed?.Invoke();
        }
        return good;
    }

    /// <summary>
    /// Returns true when the addresses or the failure differ from before. The previous addresses stay while nobody answers; once the name
    /// is
    /// gone, only for <see cref="AllowListLimits.GoneLifetime"/>: they may be somebody else's by then.
    /// </summary>
    private bool Store(string name, HostAnswer answer)
    {
        _answers.TryGetValue(name, out var previous);
        if (answer.Failure is null)
        {
            List<IPAddress> addresses = [.. answer.Addresses.Take(AllowListLimits.MaxAddressesPerName)];
            _answers[name] = (addresses, clock.GetUtcNow());
            _gone.Remove(name);
            return _failures.Remove(name) || previous.Addresses is null || !previous.Addresses.SequenceEqual(addresses);
        }
        if (answer.IsGone && previous.Addresses is not null)
        {
            if (!_gone.TryGetValue(name, out var since))
            {
                _gone[name] = clock.GetTimestamp();
            }
            else if (clock.GetElapsedTime(since) >= AllowListLimits.GoneLifetime)
            {
                _answers.Remove(name);
                previous = default;
            }
        }
        _failures.TryGetValue(name, out var previousFailure);
        var until = _gone.ContainsKey(name) ? $" for {AllowListLimits.GoneLifetime.TotalMinutes:0} minutes" : "";
        _failures[name] = previous.Addresses is not null
            ? $"allow-list: {name} cannot be resolved ({answer.Failure}), "
                + $"its addresses of {previous.At:yyyy-MM-dd'T'HH:mm:ss'Z'} stay in force{until}"
            : $"allow-list: {name} cannot be resolved ({answer.Failure}), it lets nobody in";
        return previousFailure != _failures[name];
    }

    /// <summary>Drops what is stored about names that are no longer in the list.</summary>
    private void Prune(AllowListDocument document)
    {
        foreach (var name in _answers.Keys.Concat(_due.Keys).Except(document.HostNames).ToList())
        {
            _answers.Remove(name);
            _failures.Remove(name);
            _gone.Remove(name);
            _due.Remove(name);
        }
    }

    private void Publish()
    {
        _current = new AllowList([
            .. (_document ?? Nothing).Ranges,
            .. _answers.Values.SelectMany(answer => answer.Addresses).Select(AddressRange.Single)]);
        _reasons = [.. _fileReason is null ? [] : new[] { _fileReason }, .. _failures.Values];
    }
}
