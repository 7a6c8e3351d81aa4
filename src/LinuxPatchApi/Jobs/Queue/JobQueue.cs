namespace LinuxPatchApi.Jobs.Queue;

/// <summary>
/// The queue of changes to the host as a value: the running job, the order of the waiting ones, and whether admission is open. Pure.
/// </summary>
/// <param name="Working">At most one; null when the package database is free.</param>
/// <param name="Waiting">First in, first out.</param>
/// <param name="Frozen">Why nothing is admitted and nothing begins; null when admission is open.</param>
internal sealed record JobQueue(Guid? Working, IReadOnlyList<Guid> Waiting, string? Frozen)
{
    public static readonly JobQueue Empty = new(null, [], null);

    /// <summary>The job that begins now; null when one is running, none waits or the queue is frozen.</summary>
    public Guid? Next => Working is null && Frozen is null && Waiting.Count > 0 ? Waiting[0] : null;

    /// <summary>Returns null when another job may enter.</summary>
    public AdmissionRefusal? Refusal(int maxWaiting) => Frozen is not null ? AdmissionRefusal.Frozen
        : Waiting.Count >= maxWaiting ? AdmissionRefusal.QueueFull
        : null;

    public JobQueue Admit(Guid id) => this with { Waiting = [.. Waiting, id] };

    /// <summary>Puts the jobs of the agent's previous run before those of this one, in the given order.</summary>
    public JobQueue Requeue(IReadOnlyList<Guid> ids) => this with { Waiting = [.. ids, .. Waiting.Where(id => !ids.Contains(id))] };

    /// <summary>Removes a waiting job.</summary>
    public JobQueue Leave(Guid id) => this with { Waiting = [.. Waiting.Where(other => other != id)] };

    /// <summary>Begins <see cref="Next"/>; no change when there is none.</summary>
    public JobQueue Begin() => Next is { } next ? this with { Working = next, Waiting = [.. Waiting.Skip(1)] } : this;

    /// <summary>The running job's work has really ended.</summary>
    public JobQueue End() => this with { Working = null };

    /// <summary>Freezes the queue; keeps the first reason.</summary>
    public JobQueue Freeze(string reason) => Frozen is null ? this with { Frozen = reason } : this;

    public JobQueue Thaw() => this with { Frozen = null };
}
