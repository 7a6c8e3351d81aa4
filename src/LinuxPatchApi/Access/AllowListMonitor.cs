using System.Net;
using System.Threading.Channels;
using LinuxPatchApi.Configuration;

namespace LinuxPatchApi.Access;

/// <summary>
/// Holds the allow-list that is in force: follows the file, resolves its host names in the background, keeps what was last good and says
/// what is wrong. Without a first good file nobody is let in. <see cref="Current"/> is read without locks.
/// </summary>
internal sealed class AllowListMonitor(IHostResolver resolver, TimeProvider clock)
{
    private static readonly AllowListDocument Nothing = new([], []);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (IReadOnlyList<IPAddress> Addresses, DateTimeOffset At)> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Since, TimeSpan For)> _due = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private AllowListDocument? _document;
    private string? _fileReason;
    private volatile AllowList _current = AllowList.Nobody;
    private volatile IReadOnlyList<string> _reasons = ["allow-list: not read yet, nobody may connect"];

    public AllowList Current => _current;

    /// <summary>Sentences for health's degraded_reasons; empty when all is well.</summary>
    public IReadOnlyList<string> DegradedReasons => _reasons;

    /// <summary>That nobody may connect, and why; null when somebody may, or a host name that is asked for may let somebody in.</summary>
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
    /// Reads the file again. A broken or missing one leaves the former list in force; without a former one nobody is let in.
    /// </summary>
    public AllowListResult Reload(string path)
    {
        AllowListResult result = AllowListFile.Load(path);
        lock (_gate)
        {
            if (result.Document is { } document)
            {
                _document = document;
                Finding? empty = result.Findings.FirstOrDefault(finding => finding.Reason == FindingReason.NobodyAllowed);
                _fileReason = empty is null ? null : $"allow-list: {empty}";
                Forget(document);
            }
            else
            {
                Finding error = result.Findings.First(finding => finding.Severity == FindingSeverity.Error);
                _fileReason = _document is null
                    ? $"allow-list: nobody may connect: {error}"
                    : $"allow-list: the changed file is not used, the former one stays in force: {error}";
            }
            Publish();
        }
        _wake.Writer.TryWrite(true);
        return result;
    }

    /// <summary>The addresses of a host name are others, or what is wrong with it is. Handlers must not block or throw.</summary>
    public event Action? Changed;

    /// <summary>Resolves host names at once, new ones after a reload too, and each again when its answer is over; without any it
    /// sleeps.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using ITimer timer = clock.CreateTimer(
            _ => _wake.Writer.TryWrite(true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        do
        {
            timer.Change(await ResolveAsync(cancellation) ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await _wake.Reader.ReadAsync(cancellation);
        }
        while (true);
    }

    /// <summary>Asks for each name whose answer is over, and those never asked for. How long until the next is due; null when there is no
    /// name.</summary>
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
            if (Left(name) is not { } left)
            {
                HostAnswer answer = await resolver.ResolveAsync(name, cancellation);
                left = Take(name, answer);
            }
            next = next is { } sooner && sooner < left ? sooner : left;
        }
        return next;
    }

    /// <summary>How long the last answer is still good for; null when it is to be asked again.</summary>
    private TimeSpan? Left(string name)
    {
        lock (_gate)
        {
            return _due.TryGetValue(name, out var due) && due.For - clock.GetElapsedTime(due.Since) is var left && left > TimeSpan.Zero ? left : null;
        }
    }

    private TimeSpan Take(string name, HostAnswer answer)
    {
        TimeSpan good = answer.Failure is not null ? AllowListLimits.MinLifetime : answer.Lifetime ?? AllowListLimits.ResolveInterval;
        good = TimeSpan.FromTicks(Math.Clamp(good.Ticks, AllowListLimits.MinLifetime.Ticks, AllowListLimits.MaxLifetime.Ticks));
        bool isOther;
        lock (_gate)
        {
            if (_document is null || !_document.HostNames.Contains(name))
            {
                return good;
            }
            _due[name] = (clock.GetTimestamp(), good);
            isOther = Remember(name, answer);
            Publish();
        }
        if (isOther)
        {
            Changed?.Invoke();
        }
        return good;
    }

    /// <summary>True when there are other addresses than before, or another complaint.</summary>
    private bool Remember(string name, HostAnswer answer)
    {
        _answers.TryGetValue(name, out var former);
        if (answer.Failure is null)
        {
            List<IPAddress> addresses = [.. answer.Addresses.Take(AllowListLimits.MaxAddressesPerName)];
            _answers[name] = (addresses, clock.GetUtcNow());
            return _failures.Remove(name) || former.Addresses is null || !former.Addresses.SequenceEqual(addresses);
        }
        _failures.TryGetValue(name, out var told);
        _failures[name] = former.Addresses is not null
            ? $"allow-list: {name} cannot be resolved ({answer.Failure}), its addresses of {former.At:yyyy-MM-dd'T'HH:mm:ss'Z'} stay in force"
            : $"allow-list: {name} cannot be resolved ({answer.Failure}), it lets nobody in";
        return told != _failures[name];
    }

    private void Forget(AllowListDocument document)
    {
        foreach (var name in _answers.Keys.Concat(_due.Keys).Except(document.HostNames).ToList())
        {
            _answers.Remove(name);
            _failures.Remove(name);
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
