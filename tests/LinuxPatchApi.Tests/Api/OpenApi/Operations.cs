using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Metrics;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Operations.ServiceRestarts;
using LinuxPatchApi.Page;

namespace LinuxPatchApi.Tests.Api.OpenApi;

/// <summary>Parameters, bodies, answers and refusals of every operation.</summary>
internal static class Operations
{
    private const string Flag = """{"type":"boolean","default":false}""";
    private const string Filter = """{"type":"boolean"}""";
    private const string Name = """{"type":"string","description":"A pattern (* and ?); without a wildcard a substring."}""";
    private const string Limit = """{"type":"integer","minimum":1,"maximum":10000,"description":"Absent: everything."}""";
    /// <summary>In seconds; the request waits up to 20 s for a refresh of older indexes.</summary>
    private const string MaxAge = """{"type":"integer","minimum":0,"maximum":31622400}""";

    private const string Offset = """{"type":"integer","minimum":0,"default":0}""";
    private const string Digest = """{"$ref":"#/components/schemas/PlanDigest"}""";

    private static readonly ApiReason[] Planning =
    [
        ApiReason.ValidationError, ApiReason.OptionNotSupported, ApiReason.PackageNotFound, ApiReason.VersionNotFound,
            ApiReason.DependencyConflict, ApiReason.PlanChanged,
        ApiReason.AdmissionFrozen, ApiReason.SelfUpdateInProgress, ApiReason.QueueFull, ApiReason.BackendUnavailable, ApiReason.DiskFull,
        ApiReason.ReadOnly,
        ApiReason.PackageManagerError,
            ApiReason.PermissionDenied,
        ApiReason.SignatureError, ApiReason.NetworkError, ApiReason.Locked,
    ];

    private static readonly ApiReason[] Asking =
        [ApiReason.BackendUnavailable, ApiReason.PackageManagerError, ApiReason.PermissionDenied, ApiReason.SignatureError,
            ApiReason.NetworkError, ApiReason.Locked, ApiReason.DiskFull, ApiReason.ReadOnly];


    public static readonly IReadOnlyDictionary<string, Operation> All = new Dictionary<string, Operation>
    {
        ["getHealth"] = Health,
        ["getHealthV1"] = Health,
        ["getSystemInfo"] = new("system", "What the host is, and whether and why it needs a reboot", [], null, [(200, typeof(SystemInfo))],
            []),
        ["getSummary"] = new("system", "One small answer for a poll of many hosts", [], null, [(200, typeof(SummaryDocument))], []),
        ["getService"] = new("system", "The state of a systemd unit", [], null, [(200, typeof(Service))],
            [ApiReason.InvalidServiceName, ApiReason.ServiceNotFound, ApiReason.BackendUnavailable]),
        ["restartService"] = new(
            "system", "Restart a service and see that it comes back", [], ("ServiceRestartRequest", false),
            [(200, typeof(PlanDocument)), (202, typeof(JobAccepted))],
            [ApiReason.InvalidServiceName, ApiReason.ServiceNotFound, ApiReason.ServiceRestartDenied, ApiReason.ServiceNotRestartable,
                ApiReason.AdmissionFrozen, ApiReason.SelfUpdateInProgress, ApiReason.QueueFull, ApiReason.BackendUnavailable,
                ApiReason.DiskFull]),
        ["repairPackages"] = new(
            "system", "Let the package manager finish what was interrupted", [], ("RepairRequest", false),
            [(200, typeof(PlanDocument)), (202, typeof(JobAccepted))],
            [ApiReason.OptionNotSupported, ApiReason.DependencyConflict, ApiReason.AdmissionFrozen, ApiReason.SelfUpdateInProgress,
                ApiReason.QueueFull, ApiReason.BackendUnavailable, ApiReason.PackageManagerError,
                ApiReason.PermissionDenied, ApiReason.DiskFull]),
        ["listRestarts"] = new("system", "What still runs replaced code, by unit, and why a reboot is or is not needed", [], null,
            [(200, typeof(Restarts))], []),
        ["getDoctor"] = new("system", "What keeps the agent from its work, each with the exact remedy", [], null,
            [(200, typeof(DoctorReport))], []),
        ["reboot"] = new(
            "system", "Reboot the host now or later", [], ("RebootRequest", false),
                [(200, typeof(PlanDocument)), (202, typeof(RebootAccepted))],
            [ApiReason.RebootBlocked, ApiReason.SelfUpdateInProgress, ApiReason.DatabaseMutationInProgress,
             ApiReason.DatabaseUnclean, ApiReason.AdmissionFrozen,
                ApiReason.BackendUnavailable,
                ApiReason.DiskFull]),
        ["listReboots"] = new("system", "The boots that the agent saw, newest first, with who and why; those of others included",
            [("limit", """{"type":"integer","minimum":1,"maximum":10000,"default":50}"""), ("offset", Offset)],
            null, [(200, typeof(RebootList))], []),
        ["cancelReboot"] = new("system", "Cancel the scheduled reboot", [], null, [(200, typeof(RebootCancelled))],
            [ApiReason.NoRebootScheduled, ApiReason.BackendUnavailable]),
        ["listPackages"] = new(
            "packages", "Installed and available packages",
            [("name", Name), ("status", Words("installed", "installed", "upgradable", "available", "all")), ("upgradable", Filter),
                ("sort", Words("name", "name", "version", "status", "size")),
                ("order", Words("asc", "asc", "desc")), ("limit", Limit), ("offset", Offset), ("max_age", MaxAge)],
            null, [(200, typeof(PackageList)), (304, null)], [ApiReason.OptionNotSupported, ApiReason.NoCapacity, .. Asking]),
        ["getPackage"] = new("packages", "One package with its dependencies, files and every version that can be had", [], null,
            [(200, typeof(PackageDetail))], [ApiReason.ValidationError, ApiReason.PackageNotFound, .. Asking]),
        ["installPackages"] = new("packages", "Install packages", [], ("InstallRequest", true), PlanOr<JobAccepted>(), Planning),
        ["updatePackage"] = new(
            "packages", "Update one package to the offered or an exact version; the agent's own by a self-update", [],
            ("UpdateRequest", false), PlanOr<UpdateAccepted>(), [ApiReason.DatabaseMutationInProgress, .. Planning]),
        ["updateAgent"] = new(
            "system", "Update the agent itself, with a way back to the present version", [], ("SelfUpdateRequest", false),
            PlanOr<UpdateAccepted>(), [ApiReason.DatabaseMutationInProgress, .. Planning]),
        ["getAgentUpdate"] = new(
            "system", "How the latest self-update went", [], null, [(200, typeof(SelfUpdateStatus))], [ApiReason.NoSelfUpdateRecord]),
        ["removePackage"] = new(
            "packages", "Remove one package",
            [("purge", Flag), ("force", Flag), ("autoremove", Flag), ("dry_run", Flag), ("refresh", Flag), ("plan_digest", Digest)], null,
            PlanOr<RemoveAccepted>(), Planning),
        ["listPatches"] = new(
            "patches", "Offered updates with severity, CVE ids and restart need",
            [("severity", Words(null, "critical", "high", "medium", "low", "unknown")), ("security", Filter), ("name", Name),
                ("sort", Words("name", "name", "severity", "published_at")),
                ("order", Words("asc", "asc", "desc")), ("limit", Limit), ("offset", Offset), ("max_age", MaxAge)],
            null, [(200, typeof(PatchList)), (304, null)], Asking),
        ["applyPatches"] = new("patches", "Apply a selection of patches", [], ("ApplyRequest", true),
            PlanOr<ApplyAccepted>(), Planning),
        ["listJobs"] = new(
            "jobs", "Jobs, newest first",
            [("status", Words(null, [.. LinuxPatchApi.Jobs.Model.JobSpelling.Statuses.Names.Order(StringComparer.Ordinal)])),
                ("operation", Words(null, [.. LinuxPatchApi.Jobs.Model.JobSpelling.Operations.Names.Order(StringComparer.Ordinal)])),
                ("sort", Words("created_at", "created_at", "updated_at", "status")), ("order", Words("desc", "asc", "desc")),
                ("limit", """{"type":"integer","minimum":1,"maximum":10000,"default":50}"""), ("offset", Offset),
                ("after", """{"type":"integer","minimum":0,"description":"What changed after this number; takes no other parameter."}""")],
            null, [(200, typeof(JobList))], []),
        ["getJob"] = new(
            "jobs", "One job; with wait the answer comes when it changes or the time is over",
            [("wait", """{"type":"integer","minimum":1,"maximum":60,"description":"Seconds."}"""),
                ("until", Words("changed", "changed", "ended"))],
            null, [(200, typeof(JobDetail))], [ApiReason.InvalidJobId, ApiReason.JobNotFound]),
        ["streamJobEvents"] = new(
            "jobs", "Server-sent events of one job until it ends; resumes after the header Last-Event-ID or after",
            [("after", """{"type":"integer","minimum":0,"default":0,"description":"Id of the last event that is known."}"""),
                ("logs", Flag)],
            null, [(200, typeof(string)), (204, null)],
            [ApiReason.InvalidJobId, ApiReason.JobNotFound, ApiReason.TooManyWatches, ApiReason.NoCapacity]),
        ["jobSocket"] = new(
            "jobs", "A WebSocket that tells what happens to all jobs, or to those subscribed to", [], null, [(101, null)],
            [ApiReason.UpgradeRequired, ApiReason.OriginRefused, ApiReason.TooManyWatches, ApiReason.NoCapacity]),
        ["cancelJob"] = new("jobs", "Cancel a job, or delete one that has ended", [], null, [(200, typeof(JobAction))],
            [ApiReason.InvalidJobId, ApiReason.JobNotFound, ApiReason.CancelNotPossible]),
        ["rollbackJob"] = new(
            "jobs", "Undo a finished job", [], ("RollbackRequest", false), PlanOr<RollbackAccepted>(),
                [ApiReason.InvalidJobId, ApiReason.JobNotFound, ApiReason.RollbackNotPossible, .. Planning]),
        ["getMetrics"] = new(
            "system", "The agent's metrics, in the Prometheus text format", [], null, [(200, typeof(MetricsWriter))], []),
        ["getPage"] = new("system", "The page for a browser that accepts HTML (unless ui.enabled is false), else the index", [], null,
            [(200, typeof(ApiIndex)), (304, null)], []),
        ["getIndex"] = new("system", "Where to begin: version, the role of the certificate, and paths", [], null,
            [(200, typeof(ApiIndex))], []),
        ["getOpenApi"] = new("system", "This document", [], null, [(200, null)], []),
    };

    private static Operation Health => new("system", "Health; never waits for the package manager", [], null, [(200, typeof(Health))], []);

    private static string Words(string? fallback, params string[] words) =>
        $$"""{"enum":[{{string.Join(',', words.Select(w => $"\"{w}\""))}}]{{(fallback is null ? "" : $",\"default\":\"{fallback}\"")}}}""";

    private static (int, Type?)[] PlanOr<TAccepted>() => [(200, typeof(PlanDocument)), (202, typeof(TAccepted))];
}
