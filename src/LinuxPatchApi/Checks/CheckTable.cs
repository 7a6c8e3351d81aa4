using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Checks;

/// <summary>The member of health that shows a check.</summary>
internal enum HealthMember
{
    /// <summary>None: the check calls services, or concerns only the host.</summary>
    None,

    Config,
    Certificates,
    PackageManager,
    JobQueue,
    InitSystem,

    /// <summary>Only <c>degraded_reasons</c>.</summary>
    ReasonsOnly,
}

/// <summary>One entry of the table.</summary>
internal sealed record CheckEntry(ICheck Check, HealthMember Health = HealthMember.None);

/// <summary>All checks in the order of their reports; <c>doctor</c>, health and metrics all read this table.</summary>
internal sealed class CheckTable(IReadOnlyList<CheckEntry> entries, ILogger logger)
{
    /// <summary>The checks whose bug is in the log already: health makes them once a minute.</summary>
    private readonly ConcurrentDictionary<string, bool> _logged = new(StringComparer.Ordinal);

    private readonly ICheck[] _ofHealth = [.. entries.Where(e => e.Health != HealthMember.None).Select(e => e.Check)];

    /// <summary>Returns a value that changes when the answer of health may have changed.</summary>
    public CheckMark Mark() => new(Array.ConvertAll(_ofHealth, static check => check.Mark));

    /// <summary>Runs every check in sequence, for <c>doctor</c>.</summary>
    public Task<IReadOnlyList<CheckResult>> ExamineAsync(CancellationToken cancellationToken) => ExamineAsync(entries, cancellationToken);

    /// <summary>Runs those checks in sequence that health does not make.</summary>
    public Task<IReadOnlyList<CheckResult>> ExamineOthersAsync(CancellationToken cancellationToken) =>
        ExamineAsync(entries.Where(e => e.Health == HealthMember.None), cancellationToken);

    private async Task<IReadOnlyList<CheckResult>> ExamineAsync(IEnumerable<CheckEntry> chosen, CancellationToken cancellationToken)
    {
        var results = new List<CheckResult>();
        foreach (var entry in chosen)
        {
            if (await GuardedAsync(entry.Check, CheckDepth.Asked, cancellationToken) is { } result)
            {
                results.Add(result);
            }
        }

        return results;
    }

    /// <summary>Runs the checks of health from what is already known, for health and metrics.</summary>
    public async Task<KnownChecks> KnownAsync(CancellationToken cancellationToken)
    {
        var results = new List<(HealthMember, CheckResult)>();
        foreach (var entry in entries.Where(e => e.Health != HealthMember.None))
        {
            if (await GuardedAsync(entry.Check, CheckDepth.Known, cancellationToken) is { } result)
            {
                results.Add((entry.Health, result));
            }
        }

        return new KnownChecks(results);
    }

    /// <summary>
    /// Runs one check so that its bug is its own failure: no value on the host, however odd, may take the answers of all others away.
    /// </summary>
    private async ValueTask<CheckResult?> GuardedAsync(ICheck check, CheckDepth depth, CancellationToken cancellationToken)
    {
        try
        {
            return await check.RunAsync(depth, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckResult.NotTested(check.Id, "what it asks did not answer in time");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (_logged.TryAdd(check.Id, true))
            {
                CheckLog.Failed(logger, e, check.Id);
            }

            return CheckResult.Fail(
                check.Id,
                "unknown",
                $"the check {check.Id} could not be made, by a bug of this agent ({e.GetType().Name})",
                "report it with what the agent's log says of it; the other checks stand");
        }
    }
}
