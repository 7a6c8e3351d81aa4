using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Plans;
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

/// <summary>The repair of a package database that an interrupted transaction left: by the package manager, as a job of its own.</summary>
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

        // What apt removes to solve a state is its own choice, the agent included. A job carries the acceptance to its turn, when there may be
        // more to solve than now: so only an admin's counts.
        var accepted = force && acknowledged;
        if (accepted && plan.Value.Obstacles.Count > 0 && request.Role < AccessRole.Admin)
        {
            return ApiAnswer.Forbid(AccessRole.Admin, request.Role);
        }

        return plan.Value.Refusal(accepted) is { } refusal ? Refused(plan.Value, refusal)
            : dryRun ? ApiAnswer.Ok(JobDocumentsOf.Plan(JobOperation.Repair, plan.Value.Told()), ApiJson.Default.PlanDocument)
            : Admit(request, accepted && request.Role >= AccessRole.Admin);
    }

    private ApiAnswer Admit(ApiRequest request, bool force) =>
        Mutations.Admit(jobs, force ? request.Needing(AccessRole.Admin) : request, JobOperation.Repair, new RepairRequest(force));

    /// <summary>Where the package database says nothing of a repair: what is broken is told, and that more is not known, for the package manager ignores "simulate" for a repair.</summary>
    private async Task<ApiAnswer> PreviewAsync(CancellationToken cancellationToken)
    {
        var now = await installed.CurrentAsync(cancellationToken);
        return now.IsSuccess
            ? ApiAnswer.Ok(JobDocumentsOf.Plan(JobOperation.Repair, RepairPlan.Unplanned(now.Value)), ApiJson.Default.PlanDocument)
            : ApiAnswer.Of(now.Failure);
    }

    /// <summary>409 with each package, what is wrong with it, what might go, and the cure.</summary>
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
