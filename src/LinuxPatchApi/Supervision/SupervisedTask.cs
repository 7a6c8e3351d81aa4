namespace LinuxPatchApi.Supervision;

/// <summary>What happens when a task ends before the shutdown.</summary>
internal enum TaskKind
{
    /// <summary>
    /// Start-up work with a deadline; tasks that name it in <see cref="SupervisedTask.After"/> wait for it. Its failure ends the agent.
    /// </summary>
    StartUp,

    /// <summary>The agent exits, so that the service manager restarts it.</summary>
    Vital,

    /// <summary>Restarted after a pause, during which health names it.</summary>
    Optional,

    /// <summary>As <see cref="Optional"/>, but it may end when its work is done.</summary>
    OptionalOnce,
}

/// <summary>One background task. Defined by its own module; the daemon lists all of them.</summary>
/// <param name="Name">Its name in the log, in health and in the documentation.</param>
internal sealed record SupervisedTask(string Name, TaskKind Kind, Func<CancellationToken, Task> Work)
{
    /// <summary>Start-up work that must succeed before it begins; null for none.</summary>
    public string? After { get; init; }

    /// <summary>Start-up work that must end before it begins, successfully or not; null for none.</summary>
    public string? Behind { get; init; }

    public static SupervisedTask StartUp(string name, Action work) => new(
        name,
        TaskKind.StartUp,
        _ =>
        {
            work();
            return Task.CompletedTask;
        });
}
