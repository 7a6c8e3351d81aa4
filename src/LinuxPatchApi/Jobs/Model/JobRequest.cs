using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>What was asked for, after validation; kept in the journal so that a restart can judge or resume the job.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(InstallRequest), "install")]
[JsonDerivedType(typeof(UpdateRequest), "update")]
[JsonDerivedType(typeof(RemoveRequest), "remove")]
[JsonDerivedType(typeof(ApplyRequest), "patch_apply")]
[JsonDerivedType(typeof(RollbackRequest), "rollback")]
[JsonDerivedType(typeof(RebootRequest), "reboot")]
[JsonDerivedType(typeof(ServiceRestartRequest), "service_restart")]
[JsonDerivedType(typeof(RepairRequest), "repair")]
[JsonDerivedType(typeof(UnreadRequest), "unread")]
internal abstract record JobRequest
{
    /// <summary>The digest of the plan that the client agreed to; null when it agreed to whatever the simulation gives.</summary>
    public string? PlanDigest { get; init; }

    /// <summary>Whether the plan must leave the agent and what it stands on as they are: the client is no admin.</summary>
    public bool KeepsVital { get; init; }
}

/// <summary>Options that change what a plan may contain.</summary>
/// <param name="Force">Accept a plan that does more than was asked for, and touch held packages named in the request.</param>
internal sealed record ChangeOptions(bool Force = false, bool AllowDowngrade = false, bool Reinstall = false)
{
    public static readonly ChangeOptions None = new();
}

internal sealed record InstallRequest(IReadOnlyList<PackageSpec> Packages, ChangeOptions Options) : JobRequest;

internal sealed record UpdateRequest(PackageSpec Package, ChangeOptions Options) : JobRequest;

internal sealed record RemoveRequest([property: JsonConverter(typeof(PackageNameConverter))] PackageSpec Package, bool Force, bool AutoRemove) : JobRequest;

/// <summary>A selection of patches. Both lists null = every available one; an empty list = nothing.</summary>
internal sealed record ApplyRequest(
    [property: JsonConverter(typeof(PackageNamesConverter))] IReadOnlyList<PackageSpec>? Packages,
    IReadOnlyList<string>? Patches,
    bool SecurityOnly,
    string? MinSeverity,
    IReadOnlyList<string> Exclude,
    bool AllowReboot,
    int RebootDelaySeconds) : JobRequest
{
    /// <summary>Afterwards restart the services that still run replaced code (<c>restart_services: "needed"</c>).</summary>
    public bool RestartServices { get; init; }
}

/// <summary>The undo of a finished job: what it applied, backwards.</summary>
/// <param name="Undo">The changes that lead back, planned.</param>
internal sealed record RollbackRequest(Guid OriginalJobId, IReadOnlyList<PackageChange> Undo, bool Force) : JobRequest
{
    /// <summary>Which of them had been installed automatically before the job that is undone.</summary>
    public IReadOnlyList<string> Automatic { get; init; } = [];
}

internal sealed record RebootRequest(int DelaySeconds, bool Force, string? Reason) : JobRequest;

/// <param name="Unit">The full name of a service.</param>
internal sealed record ServiceRestartRequest(string Unit) : JobRequest;

/// <summary>Stands for a request in a record that this version of the agent does not understand.</summary>
internal sealed record UnreadRequest : JobRequest;

/// <summary>Whatever is installed in part when the job has its turn.</summary>
/// <param name="Force">Removals of packages that nobody named were accepted.</param>
internal sealed record RepairRequest(bool Force = false) : JobRequest;
