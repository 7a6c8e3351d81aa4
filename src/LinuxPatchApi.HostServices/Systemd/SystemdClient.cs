using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;

namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>A client of the systemd manager. On hosts without systemd every call fails with ServiceAbsent.</summary>
public sealed class SystemdClient(SystemBus bus)
{
    private static readonly BusRule JobRemoved = new()
    {
        Sender = SystemdNames.Service,
        Path = SystemdNames.ManagerPath,
        Interface = SystemdNames.ManagerInterface,
        Member = "JobRemoved",
    };

    /// <summary>Returns true when systemd manages this host.</summary>
    public Task<HostResult<bool>> IsPresentAsync(CancellationToken cancellationToken) =>
        bus.NameHasOwnerAsync(SystemdNames.Service, cancellationToken);

    /// <summary>Returns initializing, starting, running, degraded, maintenance or stopping.</summary>
    public async Task<HostResult<string>> GetSystemStateAsync(CancellationToken cancellationToken)
    {
        var state = await bus.CallAsync(
            BusCalls.Get(SystemdNames.Service, SystemdNames.ManagerPath, SystemdNames.ManagerInterface, "SystemState"),
            BusCalls.ReadOne,
            null,
            cancellationToken);
        return state.Map(static value => value.AsText() ?? "");
    }

    /// <summary>
    /// Returns the state of a unit. A unit that does not exist is a success with LoadState "not-found", which systemd reports only once the
    /// unit is loaded.
    /// </summary>
    public async Task<HostResult<UnitState>> GetUnitAsync(string name, CancellationToken cancellationToken)
    {
        var path = await bus.CallAsync(
            ManagerCalls.ToManager("LoadUnit", name), BusCalls.ReadObjectPath, null, cancellationToken);
        if (!path.IsSuccess)
        {
            return path.Failure;
        }

        var unit = await bus.CallAsync(
            BusCalls.GetAll(SystemdNames.Service, path.Value, SystemdNames.UnitInterface), BusCalls.ReadAll, null, cancellationToken);
        if (!unit.IsSuccess)
        {
            return unit.Failure;
        }

        // Other unit types do not have this interface, so there is nothing to read.
        var isService = unit.Value.Text("Id")?.EndsWith(".service", StringComparison.Ordinal) == true;
        var service = isService
            ? await bus.CallAsync(
                BusCalls.GetAll(SystemdNames.Service, path.Value, SystemdNames.ServiceInterface), BusCalls.ReadAll, null, cancellationToken)
            : PropertyBag.Empty;
        return service.IsSuccess ? UnitReader.Read(unit.Value, service.Value) : service.Failure;
    }

    /// <summary>Lists loaded units by state and name.</summary>
    /// <param name="states">Load, active or sub states; empty for all.</param>
    /// <param name="patterns">Shell patterns for names; empty for all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<HostResult<IReadOnlyList<UnitListing>>> ListUnitsByPatternsAsync(
        IReadOnlyList<string> states, IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        bus.CallAsync(
            ManagerCalls.ToManager("ListUnitsByPatterns", states.ToArray(), patterns.ToArray()),
            ManagerCalls.ReadUnits,
            null,
            cancellationToken);

    /// <summary>Restarts a unit, or starts it when it is inactive, and waits for the job.</summary>
    /// <returns>The job's result: done, failed, canceled, timeout, dependency, skipped, …</returns>
    public Task<HostResult<string>> RestartUnitAsync(string name, CancellationToken cancellationToken) =>
        RunJobAsync("RestartUnit", name, cancellationToken);

    /// <summary>
    /// Reboots now, in an orderly way, bypassing logind and its inhibitors. For systemd 257 and later: there logind refuses root's schedule
    /// because of a lock, and its flag to skip locks requires interactive polkit authorization (seen on 257.13). A connection lost before
    /// the reply counts as success.
    /// </summary>
    public async Task<HostResult<bool>> RebootAsync(CancellationToken cancellationToken)
    {
        var result = await bus.CallAsync(
            ManagerCalls.ToManager("StartUnit", "reboot.target", "replace-irreversibly"), static _ => true, null, cancellationToken);
        return result.Failure is { Reason: HostFailureReason.Disconnected } ? true : result;
    }

    /// <summary>Starts a unit and waits for the job, which for a oneshot unit ends when the unit does.</summary>
    /// <returns>The job's result: done, failed, canceled, timeout, dependency, skipped, …</returns>
    public Task<HostResult<string>> StartUnitAsync(string name, CancellationToken cancellationToken) =>
        RunJobAsync("StartUnit", name, cancellationToken);

    /// <summary>Makes a unit start at boot as its unit file says, and lets systemd read that.</summary>
    public async Task<HostResult<bool>> EnableUnitAsync(string name, CancellationToken cancellationToken)
    {
        var enabled = await bus.CallAsync(
            ManagerCalls.ToManager("EnableUnitFiles", (string[])[name], false, true), static _ => true, null, cancellationToken);
        return enabled.IsSuccess
            ? await bus.CallAsync(ManagerCalls.ToManager("Reload"), static _ => true, null, cancellationToken)
            : enabled;
    }

    /// <summary>Stops a unit and waits for the job.</summary>
    /// <returns>The job's result: done, failed, canceled, timeout, …</returns>
    public Task<HostResult<string>> StopUnitAsync(string name, CancellationToken cancellationToken) =>
        RunJobAsync("StopUnit", name, cancellationToken);

    private async Task<HostResult<string>> RunJobAsync(string method, string name, CancellationToken cancellationToken)
    {
        var results = new JobResults();
        var subscription = await bus.SubscribeOnceAsync(
            [JobRemoved],
            ManagerCalls.ReadJobRemoved,
            removed => results.OnRemoved(removed.Job, removed.Result),
            cancellationToken);
        if (!subscription.IsSuccess)
        {
            return subscription.Failure;
        }

        using var current = subscription.Value;

        // systemd sends job signals only after Subscribe; subscribing twice is harmless.
        var subscribed = await bus.CallAsync(ManagerCalls.ToManager("Subscribe"), static _ => true, null, cancellationToken);
        if (!subscribed.IsSuccess && subscribed.Failure.ErrorName != "org.freedesktop.systemd1.AlreadySubscribed")
        {
            return subscribed.Failure;
        }

        var job = await bus.CallAsync(
            ManagerCalls.ToManager(method, name, "replace"),
            BusCalls.ReadObjectPath,
            null,
            cancellationToken);
        return job.IsSuccess ? await WaitAsync(results.WaitForAsync(job.Value), current, name, cancellationToken) : job.Failure;
    }

    private async Task<HostResult<string>> WaitAsync(
        Task<string> result, BusSubscription subscription, string name, CancellationToken cancellationToken)
    {
        Task first;
        try
        {
            first = await Task.WhenAny(result, subscription.Completion).WaitAsync(SystemdLimits.JobDeadline, bus.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new HostFailure(HostFailureReason.TimedOut, $"systemd did not finish the job of {name} in time; the job continues.");
        }

        return first == result
            ? await result
            : new HostFailure(HostFailureReason.Disconnected, $"The bus connection was lost while systemd ran the job of {name}.");
    }
}
