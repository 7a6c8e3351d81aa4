using System.Text.Json.Serialization;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.PackageChanges.Requests;

/// <summary>What package changes have in common.</summary>
internal abstract record PackageRequest : JobRequest
{
    public sealed override bool WritesPackages() => true;

    /// <summary>Whether the client accepted that more changes than it named.</summary>
    public abstract bool IsForced();
}

internal sealed record InstallRequest(IReadOnlyList<PackageSpec> Packages, ChangeOptions Options) : PackageRequest
{
    public override bool IsForced() => Options.Force;

    public override long Weight() => Packages.Sum(JobWeight.Of);

    public override bool IsWhole() => this is { Options: not null, Packages: { } packages } && packages.All(RecordShape.IsWhole);
}

internal sealed record UpdateRequest(PackageSpec Package, ChangeOptions Options) : PackageRequest
{
    public override bool IsForced() => Options.Force;

    public override long Weight() => JobWeight.Of(Package);

    public override bool IsWhole() => Options is not null && RecordShape.IsWhole(Package);
}

internal sealed record RemoveRequest(
    [property: JsonConverter(typeof(PackageNameConverter))] PackageSpec Package, bool Force, bool AutoRemove) : PackageRequest
{
    public override bool IsForced() => Force;

    public override long Weight() => JobWeight.Of(Package);

    public override bool IsWhole() => RecordShape.IsWhole(Package);
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
    /// <summary>Afterwards restart the services that still run replaced code (<c>restart_services: "needed"</c>).</summary>
    public bool RestartServices { get; init; }

    /// <summary>It names a selection, and there is nothing in it.</summary>
    public bool IsEmpty() => this is { Packages: null or [], Patches: null or [] } and not { Packages: null, Patches: null };

    /// <summary>An apply never does more than it was asked for.</summary>
    public override bool IsForced() => false;

    public override long Weight() => (Packages?.Sum(JobWeight.Of) ?? 0) + JobWeight.Of(Patches) + JobWeight.Of(Exclude);

    public override bool IsWhole() =>
        (Packages ?? []).All(RecordShape.IsWhole) && RecordShape.HasNoGap(Patches ?? []) && Exclude is { } exclude && RecordShape.HasNoGap(exclude);
}

/// <summary>The undo of a finished job: what it applied, backwards.</summary>
/// <param name="Undo">The changes that lead back, planned.</param>
internal sealed record RollbackRequest(Guid OriginalJobId, IReadOnlyList<PackageChange> Undo, bool Force) : PackageRequest
{
    /// <summary>Which of them had been installed automatically before the job that is undone.</summary>
    public IReadOnlyList<string> Automatic { get; init; } = [];

    public override Guid? Undoes() => OriginalJobId;

    public override bool IsForced() => Force;

    public override long Weight() => JobWeight.Of(Undo) + JobWeight.Of(Automatic);

    public override JobRequest WithDefaults() => Automatic is null ? this with { Automatic = [] } : this;

    public override bool IsWhole() => Undo is { } undo && undo.All(RecordShape.IsWhole) && RecordShape.HasNoGap(Automatic);
}
