using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>
/// The validated request of a job; stored in the journal so that a restart can judge or resume the job. Each kind of job defines its own
/// in its folder of <c>Operations</c>; these members are what the store and the queue need from all of them.
/// </summary>
internal abstract record JobRequest
{
    /// <summary>The digest of the plan that the client accepted; null when it accepts any plan.</summary>
    public string? PlanDigest { get; init; }

    /// <summary>True when the plan must not touch the agent and what it depends on: the client is not an admin.</summary>
    [JsonIgnore]
    public bool KeepsVital { get; init; }

    /// <summary>Of the record: one that does not say it gets the narrower reach.</summary>
    [JsonPropertyName("keeps_vital")]
    public bool? KeepsVitalRecord { get => KeepsVital; init => KeepsVital = value ?? true; }

    /// <summary>True when jobs of this kind write packages: a host that goes down meanwhile may not boot again.</summary>
    public virtual bool WritesPackages() => false;

    /// <summary>True when jobs of this kind wait in the queue.</summary>
    public virtual bool IsQueued() => true;

    /// <summary>
    /// True when jobs of this kind run alone: they are admitted only while no other job is active, and none is admitted while they are.
    /// They cannot be cancelled.
    /// </summary>
    public virtual bool IsExclusive() => false;

    /// <summary>The job that this one undoes; null when it undoes none.</summary>
    public virtual Guid? Undoes() => null;

    /// <summary>Approximate bytes of memory, see the job weights of the store.</summary>
    public virtual long Weight() => 0;

    /// <summary>Returns the request with defaults for members that previous releases did not write.</summary>
    public virtual JobRequest WithDefaults() => this;

    /// <summary>
    /// True when a record lost what the client named. Null members are left out of a record, and for some requests they mean everything.
    /// </summary>
    /// <param name="named">The names of the job's own record.</param>
    public virtual bool HasLost(IReadOnlyList<string> named) => false;

    /// <summary>True when a record had every member: the serializer returns null for a missing one.</summary>
    public virtual bool IsComplete() => true;
}

/// <summary>Options that change what a plan may contain.</summary>
/// <param name="Force">Accepts a plan that does more than was requested, and changes held packages that the request names.</param>
internal sealed record ChangeOptions(bool Force = false, bool AllowDowngrade = false, bool Reinstall = false)
{
    public static readonly ChangeOptions None = new();
}

/// <summary>Represents a request that this version of the agent does not understand, or that nobody carries out again.</summary>
internal sealed record UnreadRequest : JobRequest;
