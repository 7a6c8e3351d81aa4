using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines;

/// <summary>
/// Caches what the engine reports about itself, so that requests need not query it. PackageKit exits when idle and is queried rarely: a
/// query for every health check would keep its 22 MB in memory for ever.
/// </summary>
internal sealed class EngineProbe(IPackageEngine backend, TimeProvider time)
{
    /// <summary>Lifetime of a good answer. Origin: three of the Manager's health periods.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(15);

    /// <summary>Lifetime of a failure.</summary>
    private static readonly TimeSpan BadFor = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Lifetime of the answer "offline". PackageKit notices late that the network is back; a query in that moment must not make the host
    /// appear offline for long. Origin: below the five seconds in which a person expects it.
    /// </summary>
    private static readonly TimeSpan OfflineFor = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private PackageResult<EngineInfo>? _last;
    private DateTimeOffset _at;
    private Task? _running;

    /// <summary>Null before the first answer.</summary>
    public PackageResult<EngineInfo>? Last
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>Increases with each answer.</summary>
    public long Revision { get; private set; }

    /// <summary>Returns the last answer, however old; queries the engine when there is none.</summary>
    public async Task<PackageResult<EngineInfo>> KnownAsync(CancellationToken cancellationToken) =>
        Last ?? await NowAsync(cancellationToken);

    public async Task<PackageResult<EngineInfo>> NowAsync(CancellationToken cancellationToken)
    {
        var answer = await backend.DescribeAsync(cancellationToken);
        lock (_lock)
        {
            _last = answer;
            _at = time.GetUtcNow();
            Revision++;
        }

        return answer;
    }

    /// <summary>Queries the engine in the background when the last answer has expired. True when it does.</summary>
    public bool Touch()
    {
        lock (_lock)
        {
            var age = (time.GetUtcNow() - _at).Duration(); // A clock that was set back must not keep the answer alive.
            if (_running is { IsCompleted: false } || (_last is { } last && age < Lifetime(last)))
            {
                return false;
            }

            _running = Task.Run(() => NowAsync(CancellationToken.None));
            return true;
        }
    }

    private static TimeSpan Lifetime(PackageResult<EngineInfo> answer) =>
        !answer.IsSuccess ? BadFor : answer.Value is { Offline: true } ? OfflineFor : GoodFor;
}
