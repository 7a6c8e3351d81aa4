using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Backends;
using LinuxPatchApi.Packages.Knowledge;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>The repair of a package database that an interrupted transaction left: by the package manager, as a job of its own.</summary>
internal sealed class RepairApi(BackendProbe probe, InstalledKnowledge installed, JobService jobs)
{
    public async ValueTask<ApiAnswer?> RepairAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (body, failure) = await JsonBody.ReadAsync(request.Http, required: false, cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return failure;
        }

        var dryRun = body.Bool("dry_run") ?? false;
        if (body.Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        var backend = await probe.NowAsync(cancellationToken).ConfigureAwait(false);
        if (!backend.IsSuccess)
        {
            return ApiAnswer.Of(backend.Failure);
        }

        return dryRun ? await PreviewAsync(cancellationToken).ConfigureAwait(false) : Mutations.Admit(jobs, request, JobOperation.Repair, new RepairRequest());
    }

    /// <summary>The package manager ignores "simulate" for a repair, so it is not asked: what is broken is told, and that more is not known.</summary>
    private async Task<ApiAnswer> PreviewAsync(CancellationToken cancellationToken)
    {
        var now = await installed.CurrentAsync(cancellationToken).ConfigureAwait(false);
        if (!now.IsSuccess)
        {
            return ApiAnswer.Of(now.Failure);
        }

        var broken = now.Value.Broken.Select(p => $"{p.Name} {p.Version} would be configured").ToList();
        return ApiAnswer.Ok(
            JobDocumentsOf.Plan(JobOperation.Repair, Plan.Empty with
            {
                DownloadBytes = null,
                DiskBytes = null,
                Warnings = [.. broken.Count > 0 ? broken : ["no package is installed in part"], "a repair cannot be simulated: what else it changes is told by the job"],
            }),
            ApiJson.Default.PlanDocument);
    }
}
