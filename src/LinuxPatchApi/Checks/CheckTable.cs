namespace LinuxPatchApi.Checks;

/// <summary>Where health tells of a check.</summary>
internal enum HealthMember
{
    /// <summary>Nowhere: the check asks services, or is the host's own business.</summary>
    None,

    Config,
    Certificates,
    PackageManager,
    JobQueue,
    InitSystem,

    /// <summary>In <c>degraded_reasons</c> alone.</summary>
    ReasonsOnly,
}

/// <summary>One line of the table.</summary>
internal sealed record CheckEntry(ICheck Check, HealthMember Health = HealthMember.None);

/// <summary>All checks, in the order in which they are told; <c>doctor</c>, health and metrics are readings of it.</summary>
internal sealed class CheckTable(IReadOnlyList<CheckEntry> entries)
{
    private readonly ICheck[] _ofHealth = [.. entries.Where(e => e.Health != HealthMember.None).Select(e => e.Check)];

    /// <summary>What stands for health as it would be found now.</summary>
    public CheckMark Mark() => new(Array.ConvertAll(_ofHealth, static check => check.Mark));

    /// <summary>For <c>doctor</c>: every check, one after the other.</summary>
    public async Task<IReadOnlyList<CheckResult>> ExamineAsync(CancellationToken cancellationToken)
    {
        var results = new List<CheckResult>();
        foreach (var entry in entries)
        {
            if (await entry.Check.RunAsync(CheckDepth.Asked, cancellationToken) is { } result)
            {
                results.Add(result);
            }
        }

        return results;
    }

    /// <summary>For health and metrics: those that can be told from what is known.</summary>
    public async Task<KnownChecks> KnownAsync(CancellationToken cancellationToken)
    {
        var results = new List<(HealthMember, CheckResult)>();
        foreach (var entry in entries.Where(e => e.Health != HealthMember.None))
        {
            if (await entry.Check.RunAsync(CheckDepth.Known, cancellationToken) is { } result)
            {
                results.Add((entry.Health, result));
            }
        }

        return new KnownChecks(results);
    }
}
