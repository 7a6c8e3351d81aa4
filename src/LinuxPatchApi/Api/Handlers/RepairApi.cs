using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

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
            return dryRun ? await PreviewAsync(cancellationToken) : Admit(request, force: false);
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
            : dryRun ? ApiAnswer.Ok(JobDocumentMapper.Plan(JobOperation.Repair, plan.Value.Told()), ApiJson.Default.PlanDocument)
            : Admit(request, accepted && request.Role >= AccessRole.Admin);
    }

    private ApiAnswer Admit(ApiRequest request, bool force) =>
        Mutations.Admit(jobs, force ? request.Requiring(AccessRole.Admin) : request, JobOperation.Repair, new RepairRequest(force));

    /// <summary>
    /// The plan where the package database does not show what a repair would do: it lists only what is broken, because the package manager
    /// ignores "simulate" for a repair.
    /// </summary>
    private async Task<ApiAnswer> PreviewAsync(CancellationToken cancellationToken)
    {
        var now = await installed.CurrentAsync(cancellationToken);
        return now.IsSuccess
            ? ApiAnswer.Ok(JobDocumentMapper.Plan(JobOperation.Repair, RepairPlan.Unplanned(now.Value)), ApiJson.Default.PlanDocument)
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
