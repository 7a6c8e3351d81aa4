namespace LinuxPatchApi.Jobs;

/// <summary>The one lane of changes to the host as a value: who works, who waits in which order, whether admission is open. Pure.</summary>
/// <param name="Working">At most one; null when the package database is free.</param>
/// <param name="Waiting">First in, first out.</param>
/// <param name="Frozen">Why nothing is admitted and nothing begins; null when admission is open.</param>
internal sealed record JobQueue(Guid? Working, IReadOnlyList<Guid> Waiting, string? Frozen)
{
    public static readonly JobQueue Empty = new(null, [], null);

    /// <summary>Who begins now; null when somebody works, nobody waits or all is frozen.</summary>
    public Guid? Next => Working is null && Frozen is null && Waiting.Count > 0 ? Waiting[0] : null;

    /// <summary>Null when one more may come in.</summary>
    public AdmissionRefusal? Refusal(int maxWaiting) => Frozen is not null ? AdmissionRefusal.Frozen
        : Waiting.Count >= maxWaiting ? AdmissionRefusal.QueueFull
        : null;

    public JobQueue Admit(Guid id) => this with { Waiting = [.. Waiting, id] };

    /// <summary>Jobs of the agent's former life come before those of this one, in the order given.</summary>
    public JobQueue Requeue(IReadOnlyList<Guid> ids) => this with { Waiting = [.. ids, .. Waiting.Where(id => !ids.Contains(id))] };

    /// <summary>A waiting one is cancelled.</summary>
    public JobQueue Leave(Guid id) => this with { Waiting = [.. Waiting.Where(other => other != id)] };

    /// <summary><see cref="Next"/> begins; nothing changes when there is none.</summary>
    public JobQueue Begin() => Next is { } next ? this with { Working = next, Waiting = [.. Waiting.Skip(1)] } : this;

    /// <summary>The work in hand has really ended.</summary>
    public JobQueue End() => this with { Working = null };

    /// <summary>The first reason stays.</summary>
    public JobQueue Freeze(string reason) => Frozen is null ? this with { Frozen = reason } : this;

    public JobQueue Thaw() => this with { Frozen = null };
}
