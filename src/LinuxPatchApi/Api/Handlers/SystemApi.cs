using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Knowledge;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>What the host is, and how it does.</summary>
internal sealed class SystemApi(HostFacts host, RebootService reboots, EngineProbe probe, PatchKnowledge patches, JobService jobs, InstalledKnowledge installed, CheckTable checks, string? localPackageManager)
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
        var clean = await installed.IsCleanAsync(cancellationToken).ConfigureAwait(false);
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

        var results = await checks.ExamineAsync(cancellationToken).ConfigureAwait(false);
        return ApiAnswer.Ok(Report(results), ApiJson.Default.DoctorReport);
    }

    public static DoctorReport Report(IReadOnlyList<CheckResult> checks) => new(
        CheckResult.Word(checks.Max(c => c.Status)),
        [.. checks.Select(c => new DoctorCheckDocument(c.Name, CheckResult.Word(c.Status), c.Seen, c.Problem, c.Remedy))]);

    /// <summary>The end of the last job that changed packages, as far as the history goes.</summary>
    private DateTimeOffset? LastApply() => jobs.Store.All()
        .Where(j => j.HasApplied)
        .Max(j => j.CompletedAt);
}
