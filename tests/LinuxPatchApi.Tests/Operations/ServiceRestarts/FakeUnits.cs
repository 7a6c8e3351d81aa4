using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Tests.Host;
using LinuxPatchApi.Tests.Host.Restarts;

namespace LinuxPatchApi.Tests.Operations.ServiceRestarts;

/// <summary>Fake units; the test determines the result of a restart.</summary>
internal sealed class FakeUnits : IUnits
{
    private readonly Dictionary<string, UnitState> _units = new(StringComparer.Ordinal);
    private int _invocations;

    /// <summary>In the order of the calls.</summary>
    public List<string> Restarted { get; } = [];

    /// <summary>The effect of a restart on the unit; the new invocation is already set.</summary>
    public Func<UnitState, UnitState> OnRestart { get; set; } = static unit => unit;

    /// <summary>The result of systemd's job.</summary>
    public HostResult<string> Result { get; set; } = "done";

    /// <summary>A change of the unit at each query, for instance a crash without any request.</summary>
    public Func<UnitState, UnitState> OnQuery { get; set; } = static unit => unit;

    /// <summary>When set, every call fails with it.</summary>
    public HostFailure? Down { get; set; }

    /// <summary>The next queries that fail for lack of a bus.</summary>
    public int FailingQueries { get; set; }

    public UnitState this[string name]
    {
        get => _units[name];
        set => _units[name] = value;
    }

    public void Add(params string[] names)
    {
        foreach (var name in names)
        {
            _units[name] = RestartRulesTests.Unit(name, "active") with { InvocationId = "first" };
        }
    }

    public Task<HostResult<UnitState>> GetAsync(string unit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (FailingQueries-- > 0)
        {
            return Task.FromResult(HostResult<UnitState>.Failed(new HostFailure(HostFailureReason.BusUnavailable, "no bus")));
        }

        if (Down is { } failure)
        {
            return Task.FromResult(HostResult<UnitState>.Failed(failure));
        }

        var state = _units.TryGetValue(unit, out var known) ? known : RestartRulesTests.Unit(unit, "inactive", load: "not-found");
        _units[unit] = OnQuery(state);
        return Task.FromResult(HostResult<UnitState>.Success(state));
    }

    public Task<HostResult<string>> RestartAsync(string unit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Restarted.Add(unit);
        if (Result.IsSuccess)
        {
            _units[unit] = OnRestart(_units[unit] with { InvocationId = $"again-{++_invocations}" });
        }

        return Task.FromResult(Result);
    }
}
