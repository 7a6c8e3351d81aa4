using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>Repairs the package database after an interrupted transaction: by the package manager, as a separate job.</summary>
internal sealed class RepairApi(EngineProbe probe, InstalledCache installed, IRepairPlanner repairs, JobService jobs) : IApiRoutes
{
    private const string Acknowledgement = "acknowledge_package_removal_risk";

    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Change(AccessRole.Operator, "POST", "/api/v1/system/repair", "repairPackages", BodyUse.Optional, RepairAsync),
    ];

    public async ValueTask<ApiAnswer?> RepairAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (body, failure) = await JsonBody.ReadAsync(request.Http, required: false, cancellationToken);
        if (body is null)
        {
            return failure;
        }

        var dryRun = body.Bool("dry_run") ?? false;
        var force = body.Bool("force") ?? false;
        var acknowledged = body.Bool(Acknowledgement) ?? false;
        var digest = PlanGate.ReadDigest(body, dryRun);
        if (body.Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        var backend = await probe.NowAsync(cancellationToken);
        if (!backend.IsSuccess)
        {
            return ApiAnswer.Of(backend.Failure);
        }

        if (FamilyTable.WhyNot(Feature.Repair, backend.Value) is { } why)
        {
            return ApiAnswer.Refuse(ApiReason.OptionNotSupported, $"a repair is not possible here: {why}");
        }

        if (repairs.Plan(cancellationToken) is not { } plan)
        {
            return await WithoutPlannerAsync(request, dryRun, digest, cancellationToken);
        }

        if (!plan.IsSuccess)
        {
            return ApiAnswer.Of(plan.Failure);
        }

        // To solve a state apt may remove any package, the agent included. The acknowledgement stays valid until the job runs, when there
        // may be more to solve than now, so only that of an admin counts.
        var accepted = force && acknowledged;
        if (accepted && plan.Value.Obstacles.Count > 0 && request.Role < AccessRole.Admin)
        {
            return ApiAnswer.Forbid(AccessRole.Admin, request.Role);
        }

        return plan.Value.Refusal(accepted) is { } refusal ? Refused(plan.Value, refusal)
            : Answer(request, RepairPreview.Of(plan.Value), dryRun, digest, accepted && request.Role >= AccessRole.Admin);
    }

    private ApiAnswer Answer(ApiRequest request, Plan plan, bool dryRun, string? digest, bool force) =>
        dryRun ? ApiAnswer.Ok(JobDocumentMapper.Plan(JobOperation.Repair, plan), ApiJson.Write)
        : PlanGate.Compare(digest, plan) is { } changed ? changed
        : Mutations.Admit(
            jobs,
            force ? request.Requiring(AccessRole.Admin) : request,
            JobOperation.Repair,
            new RepairRequest(force) { PlanDigest = digest });

    /// <summary>
    /// Where the package database does not show what a repair would do, the plan lists only what is broken, because the package manager
    /// ignores "simulate" for a repair.
    /// </summary>
    private async Task<ApiAnswer> WithoutPlannerAsync(ApiRequest request, bool dryRun, string? digest, CancellationToken cancellationToken)
    {
        if (!dryRun && digest is null)
        {
            return Answer(request, Plan.Empty, dryRun: false, digest: null, force: false);
        }

        var now = await installed.CurrentAsync(cancellationToken);
        return now.IsSuccess
            ? Answer(request, RepairPreview.Unplanned(now.Value), dryRun, digest, force: false)
            : ApiAnswer.Of(now.Failure);
    }

    /// <summary>409 with each package, what is wrong with it, which packages might be removed, and the remedy.</summary>
    private static ApiAnswer.Error Refused(RepairPlan plan, PackageFailure refusal) => new(
        ApiReasonTable.Of(refusal.Code),
        refusal.Message,
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("obstacles");
            foreach (var obstacle in plan.Obstacles)
            {
                Write(writer, obstacle);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });

    private static void Write(Utf8JsonWriter writer, RepairObstacle obstacle)
    {
        writer.WriteStartObject();
        writer.WriteString("package", obstacle.Package.Name);
        writer.WriteString("architecture", obstacle.Package.Architecture);
        writer.WriteString("version", obstacle.Package.Version);
        writer.WriteString("state", obstacle.Package.StateText);
        writer.WriteString("reason", obstacle.Why);
        writer.WriteStartArray("might_remove");
        foreach (var package in obstacle.AtWorst)
        {
            writer.WriteStringValue(package.Name);
        }

        writer.WriteEndArray();
        writer.WriteString("remedy", obstacle.Remedy);
        writer.WriteEndObject();
    }
}
