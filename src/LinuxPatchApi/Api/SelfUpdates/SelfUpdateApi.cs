using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.SelfUpdate;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.SelfUpdates;

/// <summary>Updates the agent itself, and reports how the latest such update went.</summary>
internal sealed class SelfUpdateApi(Mutations mutations, IPackageFamily family, SelfUpdateFiles files, JobStore jobs) : IApiRoutes
{
    private const string NoRestart =
        "a new version that does not run cannot answer, so it would be replaced again: the agent always restarts, at once after the change";

    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Change(AccessRole.Admin, "POST", "/api/v1/system/update", "updateAgent", BodyUse.Optional, UpdateAsync),
        ApiRoute.Read("/api/v1/system/update/status", "getAgentUpdate", StatusAsync),
    ];

    public async ValueTask<ApiAnswer?> UpdateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (body, failure) = await JsonBody.ReadAsync(request.Http, required: false, cancellationToken);
        if (body is null)
        {
            return failure;
        }

        var (mutation, invalid) = Read(body, family);
        return invalid?.Answer
            ?? await mutations.AnswerAsync(request, mutation!, Updated, ApiJson.Write, cancellationToken);
    }

    public ValueTask<ApiAnswer?> StatusAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (new QueryObject(request.Http.Query).Finish() is { } invalid)
        {
            return ValueTask.FromResult<ApiAnswer?>(invalid.Answer);
        }

        var state = files.Read();
        return ValueTask.FromResult<ApiAnswer?>(state.Record is { } record
            ? ApiAnswer.Ok(Status(record, state, jobs.Find(record.Job)), ApiJson.Write)
            : ApiAnswer.Refuse(ApiReason.NoSelfUpdateRecord, "no self-update was begun on this host"));
    }

    /// <summary>The document of the 202 for an update of any package.</summary>
    public static UpdateAccepted Updated(Job job) => new(Mutations.Accepted(job))
    {
        TargetVersion = job.Request switch
        {
            UpdateRequest update => update.Package.Version,
            SelfUpdateRequest self => self.Package.Version,
            _ => null,
        },
    };

    /// <summary>Pure.</summary>
    public static (Mutation? Mutation, InputFailure? Failure) Read(BodyObject body, IPackageFamily family)
    {
        var target = body.Text("target_version", NameRules.IsVersion, NameRules.VersionRule, ApiReason.ValidationError);
        if (body.Bool("restart") == false)
        {
            return (null, new InputFailure(ApiReason.OptionNotSupported, "restart", NoRestart));
        }

        var delay = body.Int("restart_delay_seconds", 0, SelfUpdateLimits.MaxDelaySeconds) ?? SelfUpdateLimits.DefaultDelaySeconds;
        var options = body.Object("options");
        var (downgrade, downgradeName) = Option(body, options, "allow_downgrade");
        var (force, _) = Option(body, options, "force");
        var dryRun = body.Bool("dry_run") ?? false;
        var refresh = body.Bool("refresh") ?? false;
        var digest = body.Text("plan_digest", PlanGate.IsDigest, PlanGate.DigestRule);
        List<(Feature, string)> tested =
        [
            (Feature.PartialUpgrade, "target_version"),
            .. downgrade ? [(Feature.Downgrade, downgradeName)] : Array.Empty<(Feature, string)>(),
            .. target is null ? Array.Empty<(Feature, string)>() : [(Feature.ExactVersion, "target_version")],
        ];
        return body.Finish(options) is { } failure
            ? (null, failure)
            : (new Mutation(
                JobOperation.SelfUpdate,
                new SelfUpdateRequest(
                    family.Parse(ProtectedPackages.Agent, target), new ChangeOptions(force, downgrade), delay)
                { PlanDigest = digest },
                [ProtectedPackages.Agent],
                dryRun,
                tested)
            { Refresh = refresh }, null);
    }

    /// <summary>
    /// An option that may also stand beside <c>options</c>. Refuses different values in both places: guessing which is meant would be
    /// unsafe.
    /// </summary>
    /// <returns>The option, and where it stands.</returns>
    private static (bool Value, string Name) Option(BodyObject body, BodyObject? options, string name)
    {
        var (beside, within) = (body.Bool(name), options?.Bool(name));
        if (beside is not null && within is not null && beside != within)
        {
            body.Fail<string>($"options.{name}", $"contradicts {name}");
        }

        return (beside ?? within ?? false, within is null ? name : $"options.{name}");
    }

    private static SelfUpdateStatus Status(SelfUpdateRecord record, SelfUpdateState state, Job? job) => new(
        record.Job,
        state.Ending is { } ending ? SelfUpdateText.NameOf(ending.Outcome)
            : state.Verdict is null ? "in_progress"
            : state.Verdict.Decision == SelfUpdateDecision.Restore ? "restoring"
            : "ending",
        job is null ? null : JobSpelling.Statuses.Of(job.Status),
        record.From,
        record.To,
        BuildInfo.Version,
        (int)record.Deadline.TotalSeconds,
        (state.Ending?.Reason ?? state.Verdict?.Reason) is { Length: > 0 } reason ? reason : null,
        UtcTime.Of(record.StartedAt),
        UtcTime.Of(state.Ending?.At));
}
