using System.Net;
using System.Threading.Channels;
using LinuxPatchApi.Configuration;

namespace LinuxPatchApi.Access;

/// <summary>
/// Holds the allow-list that is in force: follows the file, resolves its host names in the background, keeps what was last good and says
/// what is wrong. Without a first good file nobody is let in. <see cref="Current"/> is read without locks.
/// </summary>
internal sealed class AllowListKeeper(IHostResolver resolver, TimeProvider clock)
{
    private static readonly AllowListDocument Nothing = new([], []);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, IReadOnlyList<IPAddress>> _answers = new(StringComparer.Ordinal);
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

    /// <summary>Resolves host names at once, after each reload and every five minutes; without host names it sleeps.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using ITimer timer = clock.CreateTimer(
            _ => _wake.Writer.TryWrite(true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        do
        {
            bool hasNames = await ResolveAsync(cancellation);
            timer.Change(hasNames ? AllowListLimits.ResolveInterval : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await _wake.Reader.ReadAsync(cancellation);
        }
        while (true);
    }

    /// <summary>One round of questions; false when there was nothing to ask.</summary>
    public async Task<bool> ResolveAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string> names;
        lock (_gate)
        {
            names = (_document ?? Nothing).HostNames;
        }
        foreach (string name in names)
        {
            HostAnswer answer = await resolver.ResolveAsync(name, cancellation);
            lock (_gate)
            {
                if (_document is not null && _document.HostNames.Contains(name))
                {
                    Remember(name, answer);
                    Publish();
                }
            }
        }
        return names.Count > 0;
    }

    private void Remember(string name, HostAnswer answer)
    {
        if (answer.Failure is null)
        {
            _answers[name] = [.. answer.Addresses.Take(AllowListLimits.MaxAddressesPerName)];
            _failures.Remove(name);
            return;
        }
        _failures[name] = _answers.ContainsKey(name)
            ? $"allow-list: {name} cannot be resolved ({answer.Failure}), its last known addresses stay in force"
            : $"allow-list: {name} cannot be resolved ({answer.Failure}), it lets nobody in";
    }

    private void Forget(AllowListDocument document)
    {
        foreach (string name in _answers.Keys.Concat(_failures.Keys).Except(document.HostNames).ToList())
        {
            _answers.Remove(name);
            _failures.Remove(name);
        }
    }

    private void Publish()
    {
        _current = new AllowList([
            .. (_document ?? Nothing).Ranges,
            .. _answers.Values.SelectMany(addresses => addresses).Select(AddressRange.Single)]);
        _reasons = [.. _fileReason is null ? [] : new[] { _fileReason }, .. _failures.Values];
    }
}
