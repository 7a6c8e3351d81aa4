namespace LinuxPatchApi.Jobs.Model;

/// <summary>
/// What was asked for, after validation; kept in the journal so that a restart can judge or resume the job. Each kind of job has its own in its
/// folder of <c>Operations</c>; what the store and the queue have to know of all of them are the members here.
/// </summary>
internal abstract record JobRequest
{
    /// <summary>The digest of the plan that the client agreed to; null when it agreed to whatever the simulation gives.</summary>
    public string? PlanDigest { get; init; }

    /// <summary>Whether the plan must leave the agent and what it stands on as they are: the client is no admin.</summary>
    public bool KeepsVital { get; init; }

    /// <summary>Whether a job of this kind writes packages: a host that goes down then may not come up.</summary>
    public virtual bool WritesPackages() => false;

    /// <summary>Whether a job of this kind waits for its turn in the queue.</summary>
    public virtual bool IsQueued() => true;

    /// <summary>The job that this one undoes; null when it undoes none.</summary>
    public virtual Guid? Undoes() => null;

    /// <summary>About how many bytes of memory it takes, see <see cref="JobWeight"/>.</summary>
    public virtual long Weight() => 0;

    /// <summary>With what a record of a former release may lack.</summary>
    public virtual JobRequest WithDefaults() => this;

    /// <summary>Whether a record had all of it: the serializer gives null for what is missing.</summary>
    public virtual bool IsWhole() => true;
}

/// <summary>Options that change what a plan may contain.</summary>
/// <param name="Force">Accept a plan that does more than was asked for, and touch held packages named in the request.</param>
internal sealed record ChangeOptions(bool Force = false, bool AllowDowngrade = false, bool Reinstall = false)
{
    public static readonly ChangeOptions None = new();
}

/// <summary>Stands for a request that this version of the agent does not understand, or that nobody carries out again.</summary>
internal sealed record UnreadRequest : JobRequest;
