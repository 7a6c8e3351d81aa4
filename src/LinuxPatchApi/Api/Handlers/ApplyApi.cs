using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Patches;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>Applies patches.</summary>
internal sealed class ApplyApi(Mutations mutations, IPackageFamily family, UpdateCache patches, InstalledCache installed) : IApiRoutes
{
    /// <summary>Names in each list of a request. Origin: ten times the largest backlog seen (500).</summary>
    private const int MaxNames = 5000;

    /// <summary>
    /// Total characters of the names in one request. Origin: the journal line of a job has them up to three times (request, packages,
    /// stored answer), each escaped to at most six bytes, and must stay below <c>JobLimits.JournalLineBytes</c>; enough for 2500 package
    /// ids of the usual length.
    /// </summary>
    public const int MaxNameCharacters = 192 * 1024;

    private const int Minute = 60;
    private const string RestartRule = "must be none or needed";

    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Change(AccessRole.Operator, "POST", "/api/v1/patches/apply", "applyPatches", BodyUse.Required, ApplyAsync),
    ];

    public async ValueTask<ApiAnswer?> ApplyAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (body, failure) = await JsonBody.ReadAsync(request.Http, required: true, cancellationToken);
        if (body is null)
        {
            return failure;
        }

        var (mutation, invalid) = Read(body, family);
        return invalid?.Answer ?? await mutations.AnswerAsync(
            request,
            mutation!,
            Accepted,
            ApiJson.Write,
            cancellationToken);
    }

    /// <summary>Pure.</summary>
    public static (Mutation? Mutation, InputFailure? Failure) Read(BodyObject body, IPackageFamily family)
    {
        var characters = 0;
        var packages = body.Texts("packages", NameRules.IsPackage, NameRules.PackageRule, MaxNames, ApiReason.ValidationError);
        var ids = body.Texts("patches", NameRules.IsPatchId, "must be a patch id or a package name in visible ASCII", MaxNames);
        var securityOnly = body.Bool("security_only") ?? false;
        var minSeverity = body.Text("min_severity", s => Severities.Rank(s) is not null, "must be critical, high, medium or low");
        var exclude = body.Texts("exclude", NameRules.IsPattern, "must be a package name or a pattern of one", MaxNames);
        var reboot = body.Bool("allow_reboot", "reboot");
        var delay = body.Long("reboot_delay_seconds");
        var restart = body.Text("restart_services", IsRestart, RestartRule);
        var options = body.Object("options");
        var optionReboot = options?.Bool("reboot");
        var optionMinutes = options?.Long("reboot_delay_minutes");
        var optionDelay = optionMinutes is { } minutes ? Math.Clamp(minutes, -1, RebootLimits.MaxDelaySeconds) * Minute : (long?)null;
        var optionExclude = options?.Texts("exclude_packages", NameRules.IsPattern, "must be a package name or a pattern of one", MaxNames);
        var optionRestart = options?.Text("restart_services", IsRestart, RestartRule);
        var dryRun = body.Bool("dry_run") ?? false;
        var refresh = body.Bool("refresh") ?? false;
        var digest = body.Text("plan_digest", PlanGate.IsDigest, PlanGate.DigestRule);
        RefuseContradictions(
            body, (reboot, optionReboot, "options.reboot"), (Clamped(delay), Clamped(optionDelay), "options.reboot_delay_minutes"));
        if (restart is not null && optionRestart is not null && restart != optionRestart)
        {
            body.Fail<string>("options.restart_services", "contradicts restart_services");
        }

        var lists = new[] { ("packages", packages), ("patches", ids), ("exclude", exclude), ("options.exclude_packages", optionExclude) };
        foreach (var (field, names) in lists)
        {
            if ((characters += names?.Sum(n => n.Length) ?? 0) > MaxNameCharacters)
            {
                body.Fail<string>(
                    field,
                    $"has more names than one request may have; all of them together must be at most {MaxNameCharacters} characters");
            }
        }

        if (body.Finish(options) is { } failure)
        {
            return (null, failure);
        }

        var isOutOfRange = (delay ?? optionDelay) is { } effective && effective != Clamped(effective);
        var request = new ApplyRequest(
            packages?.Select(name => family.Parse(name)).ToList(),
            ids,
            securityOnly,
            minSeverity,
            [.. exclude ?? [], .. optionExclude ?? []],
            reboot ?? optionReboot ?? false,
            Clamped(delay ?? optionDelay) ?? 0)
        {
            RebootDelayAsked = isOutOfRange ? delay ?? optionMinutes : null,
            RebootDelayInMinutes = isOutOfRange && delay is null,
            PlanDigest = digest,
            RestartServices = (restart ?? optionRestart) == "needed",
        };
        (string Field, bool IsSet)[] parts =
        [
            ("packages", packages is not null),
            ("patches", ids is not null),
            ("security_only", securityOnly),
            ("min_severity", minSeverity is not null),
            ("exclude", exclude is { Count: > 0 }), ("options.exclude_packages", optionExclude is { Count: > 0 }),
        ];
        (string Field, bool IsSet)[] judged = [("security_only", securityOnly), ("min_severity", minSeverity is not null)];
        List<(Feature, string)> tested =
        [
            .. judged.Where(p => p.IsSet).Select(p => (Feature.Advisories, p.Field)),
            .. parts.Where(p => p.IsSet).Select(p => (Feature.PartialUpgrade, p.Field)),
        ];
        List<string> named = [.. packages ?? [], .. ids ?? []];
        return (new Mutation(JobOperation.PatchApply, request, named, dryRun, tested) { Refresh = refresh }, null);
    }

    /// <summary>The manager sends any 64-bit number, so one out of range is no error: the job warns of it.</summary>
    private static int? Clamped(long? delay) => delay is { } seconds ? (int)Math.Clamp(seconds, 0, RebootLimits.MaxDelaySeconds) : null;

    private static bool IsRestart(string value) => value is "none" or "needed";

    /// <summary>
    /// Refuses different values for the old and the current spelling of one option; guessing which is meant would be unsafe.
    /// </summary>
    private static void RefuseContradictions(BodyObject body, (bool? A, bool? B, string Name) reboot, (int? A, int? B, string Name) delay)
    {
        if (reboot is { A: { } a, B: { } b } && a != b)
        {
            body.Fail<string>(reboot.Name, "contradicts allow_reboot");
        }

        if (delay is { A: { } c, B: { } d } && c != d)
        {
            body.Fail<string>(delay.Name, "contradicts reboot_delay_seconds");
        }
    }

    private ApplyAccepted Accepted(Job job)
    {
        var request = (ApplyRequest)job.Request;
        var selected = patches.Latest is { } known && installed.Latest is { } inventory
            ? PatchSelection.Of(request, known.Updates, u => AdvisoryIds.Of(known.Details.GetValueOrDefault(u.Id)), inventory).Selected
            : null;
        return new ApplyAccepted(Mutations.Accepted(job))
        {
            PatchesCount = selected?.Count,
            RequiresReboot = selected?.Any(u => patches.Latest?.RestartOf(u) == "system"),
            AutoReboot = request.AllowReboot,
        };
    }
}
