namespace LinuxPatchApi.Supervision;

/// <summary>What follows when a task ends before the shutdown.</summary>
internal enum TaskKind
{
    /// <summary>Start-up work with a deadline; what comes <see cref="SupervisedTask.After"/> it waits. Its failure ends the agent.</summary>
    StartUp,

    /// <summary>The agent ends, so that the service manager starts it anew.</summary>
    Vital,

    /// <summary>Started again after a pause; health names it meanwhile.</summary>
    Optional,

    /// <summary>As <see cref="Optional"/>, but it may end when its work is done.</summary>
    OptionalOnce,
}

/// <summary>One background task. It is made where its subject lives; the daemon's list has them all.</summary>
/// <param name="Name">In the log, in health and in the guide.</param>
internal sealed record SupervisedTask(string Name, TaskKind Kind, Func<CancellationToken, Task> Work)
{
    /// <summary>Start-up work without which it does not begin; null for none.</summary>
    public string? After { get; init; }

    /// <summary>Start-up work that it waits for whatever becomes of it; null for none.</summary>
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
