using LinuxPatchApi.HostServices.Bus;

namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>A client of the systemd manager. Hosts without systemd answer ServiceAbsent.</summary>
public sealed class SystemdClient(SystemBus bus)
{
    private static readonly BusRule JobRemoved = new()
    {
        Sender = SystemdNames.Service,
        Path = SystemdNames.ManagerPath,
        Interface = SystemdNames.ManagerInterface,
        Member = "JobRemoved",
    };

    /// <summary>Whether systemd manages this host.</summary>
    public Task<HostResult<bool>> IsPresentAsync(CancellationToken cancellationToken) =>
        bus.NameHasOwnerAsync(SystemdNames.Service, cancellationToken);

    /// <summary>initializing, starting, running, degraded, maintenance or stopping.</summary>
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
    /// The state of a unit. A unit that does not exist is a success with LoadState "not-found": loading it is how systemd tells.
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

        // Other types of units do not have this interface, so its failure only means that there is nothing to tell.
        var isService = unit.Value.Text("Id")?.EndsWith(".service", StringComparison.Ordinal) == true;
        var service = isService
            ? await bus.CallAsync(
                BusCalls.GetAll(SystemdNames.Service, path.Value, SystemdNames.ServiceInterface), BusCalls.ReadAll, null, cancellationToken)
            : PropertyBag.Empty;
        return service.IsSuccess ? UnitReader.Read(unit.Value, service.Value) : service.Failure;
    }

    /// <summary>Units in memory by state and name.</summary>
    /// <param name="states">Load, active or sub states; empty for any.</param>
    /// <param name="patterns">Shell patterns on names; empty for any.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<HostResult<IReadOnlyList<UnitListing>>> ListUnitsByPatternsAsync(
        IReadOnlyList<string> states, IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        bus.CallAsync(ManagerCalls.ToManager("ListUnitsByPatterns", states.ToArray(), patterns.ToArray()), ManagerCalls.ReadUnits, null, cancellationToken);

    /// <summary>Restarts (or starts) a unit and waits for the job.</summary>
    /// <returns>The job's result: done, failed, canceled, timeout, dependency, skipped, …</returns>
    public Task<HostResult<string>> RestartUnitAsync(string name, CancellationToken cancellationToken) =>
        RunJobAsync("RestartUnit", name, cancellationToken);

    /// <summary>
    /// Reboots in order, now, past logind and whatever inhibits it there. For systemd 257 and later, where logind refuses root's schedule
    /// because of a lock, and its flag to skip locks asks polkit, which wants a person (seen on 257.13). A bus that goes away counts as success.
    /// </summary>
    public async Task<HostResult<bool>> RebootAsync(CancellationToken cancellationToken)
    {
        var result = await bus.CallAsync(
            ManagerCalls.ToManager("StartUnit", "reboot.target", "replace-irreversibly"), static _ => true, null, cancellationToken);
        return result.Failure is { Reason: HostFailureReason.Disconnected } ? true : result;
    }

    /// <summary>Starts a unit and waits for the job; of a oneshot unit that is its end.</summary>
    /// <returns>The job's result: done, failed, canceled, timeout, dependency, skipped, …</returns>
    public Task<HostResult<string>> StartUnitAsync(string name, CancellationToken cancellationToken) =>
        RunJobAsync("StartUnit", name, cancellationToken);

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

        // systemd sends no job signals before a client has asked for them; asking twice is harmless.
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
            return new HostFailure(HostFailureReason.TimedOut, $"systemd did not end the job of {name} in time; it goes on.");
        }

        return first == result
            ? await result
            : new HostFailure(HostFailureReason.Disconnected, $"The bus was lost while systemd worked on {name}.");
    }
}
