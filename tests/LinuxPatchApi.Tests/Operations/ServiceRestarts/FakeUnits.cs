using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Tests.Host;
using LinuxPatchApi.Tests.Host.Restarts;

namespace LinuxPatchApi.Tests.Operations.ServiceRestarts;

/// <summary>Units whose restart is what the test says.</summary>
internal sealed class FakeUnits : IUnits
{
    private readonly Dictionary<string, UnitState> _units = new(StringComparer.Ordinal);
    private int _invocations;

    /// <summary>In the order of the calls.</summary>
    public List<string> Restarted { get; } = [];

    /// <summary>What a restart makes of the unit; the new invocation is set already.</summary>
    public Func<UnitState, UnitState> OnRestart { get; set; } = static unit => unit;

    /// <summary>The job's result.</summary>
    public HostResult<string> Result { get; set; } = "done";

    /// <summary>What each look at a unit changes, for instance a crash while nobody does anything.</summary>
    public Func<UnitState, UnitState> OnLook { get; set; } = static unit => unit;

    /// <summary>When set, every call fails with it.</summary>
    public HostFailure? Down { get; set; }

    /// <summary>So many looks from now on meet no bus.</summary>
    public int SilentLooks { get; set; }

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
        if (SilentLooks-- > 0)
        {
            return Task.FromResult(HostResult<UnitState>.Failed(new HostFailure(HostFailureReason.BusUnavailable, "no bus")));
        }

        if (Down is { } failure)
        {
            return Task.FromResult(HostResult<UnitState>.Failed(failure));
        }

        var state = _units.TryGetValue(unit, out var known) ? known : RestartRulesTests.Unit(unit, "inactive", load: "not-found");
        _units[unit] = OnLook(state);
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
