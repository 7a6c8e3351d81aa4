using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Doctor;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Backends;
using LinuxPatchApi.Packages.Knowledge;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>What the host is, and how it does.</summary>
internal sealed class SystemApi(HostFacts host, RebootService reboots, BackendProbe probe, PatchKnowledge patches, JobService jobs, Doctor.Doctor doctor, string? localPackageManager)
{
    public const string ApiVersion = "v1";

    public async ValueTask<ApiAnswer?> InfoAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (new QueryObject(request.Http.Query).Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        probe.Touch();
        var os = host.OsRelease;
        var backend = probe.Last is { IsSuccess: true } known ? known.Value : null;
        var reasons = reboots.Reasons();
        var clean = await doctor.IsDatabaseCleanAsync(cancellationToken).ConfigureAwait(false);
        return ApiAnswer.Ok(
            new SystemInfo(
                host.Hostname,
                os.Name,
                os.Version ?? os.Codename ?? "rolling",
                host.Kernel,
                HostFacts.Architecture,
                UtcTime.Of(patches.MetadataRefreshedAt),
                UtcTime.Of(LastApply()),
                reasons.Count > 0,
                reasons,
                backend?.PackageManager ?? localPackageManager ?? "unknown",
                backend?.Name ?? "packagekit",
                host.InitSystem,
                host.Container,
                host.UptimeSeconds,
                ApiVersion,
                clean),
            ApiJson.Default.SystemInfo);
    }

    public async ValueTask<ApiAnswer?> DoctorAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (new QueryObject(request.Http.Query).Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        var checks = await doctor.ExamineAsync(cancellationToken).ConfigureAwait(false);
        return ApiAnswer.Ok(Report(checks), ApiJson.Default.DoctorReport);
    }

    public static DoctorReport Report(IReadOnlyList<DoctorCheck> checks) => new(
        DoctorCheck.Word(checks.Max(c => c.Status)),
        [.. checks.Select(c => new DoctorCheckDocument(c.Name, DoctorCheck.Word(c.Status), c.Seen, c.Problem, c.Remedy))]);

    /// <summary>The end of the last job that changed packages, as far as the history goes.</summary>
    private DateTimeOffset? LastApply() => jobs.Store.All()
        .Where(j => j.HasApplied)
        .Max(j => j.CompletedAt);
}
