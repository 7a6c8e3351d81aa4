using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Tests.Api.OpenApi;

/// <summary>The members whose values are words of a fixed list, and the lists: schemas of their own, from the tables of the code.</summary>
internal static class WireWords
{
    public static readonly IReadOnlyDictionary<string, string[]> Lists = new Dictionary<string, string[]>
    {
        ["JobOperation"] = [.. JobSpelling.Operations.Names],
        ["JobStatus"] = [.. JobSpelling.Statuses.Names],
        ["FrameStatus"] =
        [
            .. JobSpelling.Statuses.Names, "connected", "subscribed", "unsubscribed", "pong", "invalid_message", "job_not_found",
            "too_many_subscriptions",
        ],
        ["JobPhase"] = [.. JobSpelling.Phases.Names],
        ["JobErrorCode"] = [.. JobSpelling.ErrorCodes.Names],
        ["ChangeAction"] = [.. JobSpelling.Actions.Names],
        ["ChangeOutcome"] = [.. JobSpelling.Outcomes.Names],
        ["RestartOutcome"] = [.. JobSpelling.Restarts.Names],
        ["PackageState"] = ["installed", "upgradable", "available"],
        ["Severity"] = ["critical", "high", "medium", "low", "unknown"],
        ["RestartNeed"] = ["none", "application", "session", "system"],
        ["BlockKind"] = ["held", "phased", "kept_back", "conflicts", "unauthenticated", "pinned", "subscription", "unknown"],
        ["HealthStatus"] = ["healthy", "degraded"],
        ["CacheStatus"] = ["fresh", "stale", "unknown", "failed"],
        ["CrlStatus"] = ["valid", "expired", "missing", "invalid", "degraded"],
        ["KeyStatus"] = ["valid", "expired", "missing", "revoked"],
        ["CheckStatus"] = ["ok", "warning", "failed", "not_tested"],
        ["RestartSource"] = ["unit", "agent"],
        ["UnitKind"] = ["service", "session", "user", "init", "scope", "other"],
        ["FileState"] = ["deleted", "replaced"],
        ["RebootCause"] = ["agent", "other", "unknown"],
        ["JobActionKind"] = ["cancelled", "cancelling", "deleted"],
        ["SelfUpdatePhase"] = ["in_progress", "ending", "restoring", "confirmed", "abandoned", "restored", "restore_failed"],
        ["Role"] = ["none", "reader", "operator", "admin"],
        ["ErrorCode"] =
        [
            .. Enum.GetValues<ApiReason>().Select(reason => ApiReasonTable.Of(reason).Code)
                .Concat(HttpErrors).Distinct().Order(StringComparer.Ordinal),
        ],
    };

    /// <summary>By type and member as the code names them.</summary>
    private static readonly Dictionary<(string Type, string Member), string> Members = new()
    {
        [("JobSummary", "Operation")] = "JobOperation",
        [("JobAccepted", "Operation")] = "JobOperation",
        [("PlanDocument", "Operation")] = "JobOperation",
        [("NewestJob", "Operation")] = "JobOperation",
        [("JobSummary", "Status")] = "JobStatus",
        [("JobAccepted", "Status")] = "JobStatus",
        [("NewestJob", "Status")] = "JobStatus",
        [("JobAction", "PreviousStatus")] = "JobStatus",
        [("JobAction", "CurrentStatus")] = "JobStatus",
        [("RebootCancelled", "PreviousStatus")] = "JobStatus",
        [("RebootCancelled", "CurrentStatus")] = "JobStatus",
        [("JobSummary", "Phase")] = "JobPhase",
        [("JobDetail", "ErrorCode")] = "JobErrorCode",
        [("NewestJob", "ErrorCode")] = "JobErrorCode",
        [("Change", "Action")] = "ChangeAction",
        [("Change", "Outcome")] = "ChangeOutcome",
        [("RestartedUnit", "Outcome")] = "RestartOutcome",
        [("Package", "Status")] = "PackageState",
        [("PatchItem", "Severity")] = "Severity",
        [("PatchItem", "Restart")] = "RestartNeed",
        [("BlockedBy", "Kind")] = "BlockKind",
        [("Health", "Status")] = "HealthStatus",
        [("Health", "CacheStatus")] = "CacheStatus",
        [("Health", "CrlStatus")] = "CrlStatus",
        [("Health", "GpgKeyStatus")] = "KeyStatus",
        [("DoctorReport", "Status")] = "CheckStatus",
        [("DoctorCheckDocument", "Status")] = "CheckStatus",
        [("Restarts", "Source")] = "RestartSource",
        [("RestartUnit", "Kind")] = "UnitKind",
        [("RestartFile", "State")] = "FileState",
        [("BootDocument", "Cause")] = "RebootCause",
        [("SelfUpdateStatus", "Status")] = "SelfUpdatePhase",
        [("SelfUpdateStatus", "JobStatus")] = "JobStatus",
        [("ApiIndex", "Role")] = "Role",
        [("JobAction", "Action")] = "JobActionKind",
        [("RebootCancelled", "Action")] = "JobActionKind",
    };

    /// <summary>Codes of the HTTP layer (<see cref="FaultCodes"/>).</summary>
    public static IReadOnlyList<string> HttpErrors =>
        ["INVALID_REQUEST", "INVALID_SERVICE_NAME", "REQUEST_TIMEOUT", "PAYLOAD_TOO_LARGE", "URI_TOO_LONG", "EXPECTATION_FAILED",
            "HEADERS_TOO_LARGE", "NOT_IMPLEMENTED", "OVERLOADED", "HTTP_VERSION_NOT_SUPPORTED", "INTERNAL_ERROR"];

    /// <summary>Returns the list of a member's words; null for free text.</summary>
    public static string? Of(string type, string member) => Members.GetValueOrDefault((type, member));

    /// <summary>All members with words, for the test that each exists.</summary>
    public static IEnumerable<(string Type, string Member)> All => Members.Keys;
}
