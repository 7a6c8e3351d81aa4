using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines;

/// <summary>
/// What is known of the backend without asking it in a request. PackageKit leaves when idle, so it is asked seldom: asking it
/// for every health check would keep its 22 MB in memory for ever.
/// </summary>
internal sealed class EngineProbe(IPackageEngine backend, TimeProvider time)
{
    /// <summary>Origin: three of the Manager's health periods.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan BadFor = TimeSpan.FromSeconds(30);

    /// <summary>PackageKit hears late that the network is back: whoever asked in that moment must not tell for long of a host that is offline. Origin: below
    /// the five seconds in which a person expects it.</summary>
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

    /// <summary>Rises with each answer.</summary>
    public long Revision { get; private set; }

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

    /// <summary>Asks in the background when the last answer is old; a bad one is doubted sooner. True when it asks.</summary>
    public bool Touch()
    {
        lock (_lock)
        {
            var age = (time.GetUtcNow() - _at).Duration(); // A clock that was set back must not make the answer last.
            if (_running is { IsCompleted: false } || (_last is { } last && age < Patience(last)))
            {
                return false;
            }

            _running = Task.Run(() => NowAsync(CancellationToken.None));
            return true;
        }
    }

    private static TimeSpan Patience(PackageResult<EngineInfo> answer) =>
        !answer.IsSuccess ? BadFor : answer.Value is { Offline: true } ? OfflineFor : GoodFor;
}
