using System.Text.Json.Serialization;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;

namespace LinuxPatchApi.Operations.PackageChanges.Requests;

/// <summary>The common part of package change requests.</summary>
internal abstract record PackageRequest : JobRequest
{
    public sealed override bool WritesPackages() => true;

    /// <summary>True when the client accepts that more changes than it named.</summary>
    public abstract bool IsForced();
}

internal sealed record InstallRequest(IReadOnlyList<PackageSpec> Packages, ChangeOptions Options) : PackageRequest
{
    public override bool IsForced() => Options.Force;

    public override long Weight() => Packages.Sum(JobWeight.Of);

    public override bool IsComplete() => this is { Options: not null, Packages: { } packages } && packages.All(RecordShape.IsComplete);
}

internal sealed record UpdateRequest(PackageSpec Package, ChangeOptions Options) : PackageRequest
{
    public override bool IsForced() => Options.Force;

    public override long Weight() => JobWeight.Of(Package);

    public override bool IsComplete() => Options is not null && RecordShape.IsComplete(Package);
}

/// <summary>An update of the agent's own package, which runs alone.</summary>
/// <param name="DelaySeconds">The package goes in no earlier than this long after the admission.</param>
internal sealed record SelfUpdateRequest(PackageSpec Package, ChangeOptions Options, int DelaySeconds) : PackageRequest
{
    public override bool IsExclusive() => true;

    public override bool IsForced() => Options.Force;

    public override long Weight() => JobWeight.Of(Package);

    public override bool IsComplete() => Options is not null && RecordShape.IsComplete(Package);

    /// <summary>The same change as that of any other package.</summary>
    public UpdateRequest AsUpdate() => new(Package, Options) { PlanDigest = PlanDigest, KeepsVital = KeepsVital };
}

internal sealed record RemoveRequest(
    [property: JsonConverter(typeof(PackageNameConverter))] PackageSpec Package, bool Force, bool AutoRemove) : PackageRequest
{
    public override bool IsForced() => Force;

    public override long Weight() => JobWeight.Of(Package);

    public override bool IsComplete() => RecordShape.IsComplete(Package);
}

/// <summary>A selection of patches. Both lists null = every available one; an empty list = nothing.</summary>
internal sealed record ApplyRequest(
    [property: JsonConverter(typeof(PackageNamesConverter))] IReadOnlyList<PackageSpec>? Packages,
    IReadOnlyList<string>? Patches,
    bool SecurityOnly,
    string? MinSeverity,
    IReadOnlyList<string> Exclude,
    bool AllowReboot,
    int RebootDelaySeconds) : PackageRequest
{
    /// <summary>The delay of the reboot that the client sent, where it is out of range and another is used; else null.</summary>
    public long? RebootDelayAsked { get; init; }

    /// <summary>True when that is <c>options.reboot_delay_minutes</c>; false for <c>reboot_delay_seconds</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RebootDelayInMinutes { get; init; }

    /// <summary>Restarts services that still run replaced code afterwards (<c>restart_services: "needed"</c>).</summary>
    public bool RestartServices { get; init; }

    /// <summary>True for a selection that is empty.</summary>
    public bool IsEmpty() => this is { Packages: null or [], Patches: null or [] } and not { Packages: null, Patches: null };

    /// <summary>An apply never does more than was requested.</summary>
    public override bool IsForced() => false;

    public override long Weight() => (Packages?.Sum(JobWeight.Of) ?? 0) + JobWeight.Of(Patches) + JobWeight.Of(Exclude);

    public override bool HasLost(IReadOnlyList<string> named) => this is { Packages: null, Patches: null } && named.Count > 0;

    public override bool IsComplete() =>
        (Packages ?? []).All(RecordShape.IsComplete) && RecordShape.HasNoNulls(Patches ?? []) && Exclude is { } exclude
            && RecordShape.HasNoNulls(exclude);
}

/// <summary>The undo of a finished job.</summary>
/// <param name="Undo">The planned changes that undo it.</param>
internal sealed record RollbackRequest(Guid OriginalJobId, IReadOnlyList<PackageChange> Undo, bool Force) : PackageRequest
{
    /// <summary>Which of them were automatically installed before the job that is undone.</summary>
    public IReadOnlyList<string> Automatic { get; init; } = [];

    public override Guid? Undoes() => OriginalJobId;

    public override bool IsForced() => Force;

    public override long Weight() => JobWeight.Of(Undo) + JobWeight.Of(Automatic);

    public override JobRequest WithDefaults() => Automatic is null ? this with { Automatic = [] } : this;

    public override bool IsComplete() => Undo is { } undo && undo.All(RecordShape.IsComplete) && RecordShape.HasNoNulls(Automatic);
}
