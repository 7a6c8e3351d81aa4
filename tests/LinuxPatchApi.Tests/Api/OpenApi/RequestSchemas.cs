using System.Text.Json.Nodes;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Operations.ServiceRestarts;

namespace LinuxPatchApi.Tests.Api.OpenApi;

/// <summary>Schemas of request bodies, written by hand: the daemon reads bodies member by member and has no types for them.</summary>
internal static class RequestSchemas
{
    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["ChangeOptions"] = """
            {"type":"object","additionalProperties":false,
              "description":"An option that the host's package manager cannot honour is refused with OPTION_NOT_SUPPORTED.","properties":{
              "force":{"type":"boolean","default":false,
                "description":"Accept a plan that removes more than was asked for, and touch held packages named here."},
              "no_recommends":{"type":"boolean","default":false},
              "allow_downgrade":{"type":"boolean","default":false},
              "reinstall":{"type":"boolean","default":false}}}
            """,
        ["InstallRequest"] = """
            {"type":"object","additionalProperties":false,"required":["packages"],"properties":{
              "packages":{"type":"array","minItems":1,"maxItems":500,"items":{"type":"object","additionalProperties":false,
                "required":["name"],"properties":{
                "name":{"$ref":"#/components/schemas/PackageName"},
                "version":{"$ref":"#/components/schemas/PackageVersionText"}}}},
              "options":{"$ref":"#/components/schemas/ChangeOptions"},
              "dry_run":{"$ref":"#/components/schemas/DryRun"},
              "refresh":{"$ref":"#/components/schemas/Refresh"},
              "plan_digest":{"$ref":"#/components/schemas/PlanDigest"}}}
            """,
        ["UpdateRequest"] = """
            {"type":"object","additionalProperties":false,"properties":{
              "version":{"$ref":"#/components/schemas/PackageVersionText"},
              "options":{"$ref":"#/components/schemas/ChangeOptions"},
              "dry_run":{"$ref":"#/components/schemas/DryRun"},
              "refresh":{"$ref":"#/components/schemas/Refresh"},
              "plan_digest":{"$ref":"#/components/schemas/PlanDigest"}}}
            """,
        ["SelfUpdateRequest"] = """
            {"type":"object","additionalProperties":false,"properties":{
              "target_version":{"type":"string","minLength":1,"maxLength":256,
                "description":"Absent: the offered one. Without the package's revision it means the offered package of that version."},
              "restart":{"type":"boolean","default":true,
                "description":"Only true: a version that does not run cannot answer, and would be replaced again."},
              "restart_delay_seconds":{"type":"integer","minimum":0,"maximum":300,"default":5,
                "description":"The package goes in no earlier than so long after the admission."},
              "options":{"type":"object","additionalProperties":false,"properties":{
                "allow_downgrade":{"type":"boolean","default":false},
                "force":{"type":"boolean","default":false,
                  "description":"Go on where the present package cannot be kept, without a way back; update a held package."}}},
              "allow_downgrade":{"type":"boolean","default":false,"description":"As in options."},
              "force":{"type":"boolean","default":false,"description":"As in options."},
              "dry_run":{"$ref":"#/components/schemas/DryRun"},
              "refresh":{"$ref":"#/components/schemas/Refresh"},
              "plan_digest":{"$ref":"#/components/schemas/PlanDigest"}}}
            """,
        ["RollbackRequest"] = """
            {"type":"object","additionalProperties":false,"properties":{
              "force":{"type":"boolean","default":false,
                "description":"Accept that the undo removes more than the job installed, and change held packages."},
              "dry_run":{"$ref":"#/components/schemas/DryRun"},
              "refresh":{"$ref":"#/components/schemas/Refresh"},
              "plan_digest":{"$ref":"#/components/schemas/PlanDigest"}}}
            """,
        ["ApplyRequest"] = """
            {"type":"object","additionalProperties":false,
              "description":"Neither list given means every offered patch; an empty list means nothing.","properties":{
              "packages":{"type":["array","null"],"maxItems":5000,"items":{"$ref":"#/components/schemas/PackageName"}},
              "patches":{"type":["array","null"],"maxItems":5000,"description":"Advisory ids, patch ids or package names.",
                "items":{"type":"string","minLength":1,"maxLength":1024}},
              "security_only":{"type":"boolean","default":false},
              "min_severity":{"enum":["critical","high","medium","low"]},
              "exclude":{"type":"array","maxItems":5000,"description":"Package names or patterns of them (* and ?).",
                "items":{"type":"string"}},
              "allow_reboot":{"type":"boolean","default":false,"description":"Reboot afterwards when it is really needed. Alias: reboot."},
              "reboot":{"type":"boolean","deprecated":true},
              "reboot_delay_seconds":{"type":"integer","default":0,
                "description":"0 to 86400; the job warns of another, and uses the nearest."},
              "restart_services":{"enum":["none","needed"],"default":"none",
                "description":"needed: afterwards restart the services that run replaced code, but for those of restart.deny."},
              "options":{"type":"object","additionalProperties":false,"deprecated":true,
                "description":"The formerly published form; same meaning.","properties":{
                "restart_services":{"enum":["none","needed"]},
                "reboot":{"type":"boolean"},
                "reboot_delay_minutes":{"type":"integer"},
                "exclude_packages":{"type":"array","items":{"type":"string"}}}},
              "dry_run":{"$ref":"#/components/schemas/DryRun"},
              "refresh":{"$ref":"#/components/schemas/Refresh"},
              "plan_digest":{"$ref":"#/components/schemas/PlanDigest"}}}
            """,
        ["RebootRequest"] = """
            {"type":"object","additionalProperties":false,"properties":{
              "delay_seconds":{"type":"integer","minimum":0,"maximum":86400,"default":0},
              "force":{"type":"boolean","default":false,"description":"Go over active jobs and block inhibitors."},
              "reason":{"type":"string","minLength":1,"maxLength":512},
              "acknowledge_package_database_corruption_risk":{"type":"boolean","default":false,
                "description":"Needed besides force while packages are being written."},
              "dry_run":{"$ref":"#/components/schemas/DryRun"},
              "plan_digest":{"$ref":"#/components/schemas/PlanDigest"}}}
            """,
        ["ServiceRestartRequest"] = """
            {"type":"object","additionalProperties":false,"properties":{
              "dry_run":{"$ref":"#/components/schemas/DryRun"},
              "plan_digest":{"$ref":"#/components/schemas/PlanDigest"}}}
            """,
        ["RepairRequest"] = """
            {"type":"object","additionalProperties":false,"properties":{
              "force":{"type":"boolean","default":false,"description":"Accept that packages nobody named may be removed."},
              "acknowledge_package_removal_risk":{"type":"boolean","default":false,"description":"Needed besides force."},
              "dry_run":{"$ref":"#/components/schemas/DryRun"},
              "plan_digest":{"$ref":"#/components/schemas/PlanDigest"}}}
            """,
        ["ErrorDetails"] = """
            {"type":"object","additionalProperties":false,"description":"Which members there are depends on the code.","properties":{
              "field":{"type":"string","description":"The member or parameter that breaks a rule."},
              "packages":{"type":"array","items":{"type":"string"},"description":"The packages concerned."},
              "versions":{"type":"array","description":"What is known of them here.","items":{"type":"object",
                "additionalProperties":false,"required":["name","architecture","installed_version","offered_version"],"properties":{
                "name":{"type":"string"},"architecture":{"type":"string"},"installed_version":{"type":["string","null"]},
                "offered_version":{"type":["string","null"]}}}},
              "obstacles":{"type":"array","description":"DEPENDENCY_CONFLICT of a repair.","items":{"type":"object",
                "additionalProperties":false,"required":["package","architecture","version","state","reason","might_remove","remedy"],
                "properties":{"package":{"type":"string"},"architecture":{"type":"string"},"version":{"type":"string"},
                "state":{"type":"string"},"reason":{"type":"string"},"might_remove":{"type":"array","items":{"type":"string"}},
                "remedy":{"type":"string"}}}},
              "reasons":{"type":"array","items":{"type":"string"},"description":"ROLLBACK_NOT_POSSIBLE."},
              "job_id":{"type":"string","format":"uuid","description":"IDEMPOTENCY_KEY_REUSED: the job that the key created."},
              "active_jobs":{"type":"array","items":{"type":"string","format":"uuid"}},
              "inhibitors":{"type":"array","items":{"type":"string"}},
              "unclean_packages":{"type":"array","items":{"type":"string"}},
              "required_role":{"$ref":"#/components/schemas/Role"},
              "role":{"$ref":"#/components/schemas/Role"},
              "expected_digest":{"type":"string"},
              "digest":{"type":"string"},
              "added":{"type":["array","null"],"items":{"$ref":"#/components/schemas/Change"}},
              "removed":{"type":["array","null"],"items":{"$ref":"#/components/schemas/Change"}},
              "plan":{"type":"array","items":{"$ref":"#/components/schemas/Change"}},
              "limit":{"enum":["reads","changes"],"description":"RATE_LIMITED: the limit that was reached."},
              "per_minute":{"type":"integer"},
              "burst":{"type":"integer"},
              "retry_after_seconds":{"type":"integer"}}}
            """,
        ["JobFrame"] = """
            {"type":"object","additionalProperties":false,"description":"A frame of the WebSocket, or the data of an event.",
              "required":["event","job_id","status","progress","progress_percent","message","timestamp","operation","phase"],"properties":{
              "event":{"enum":["job_status","job_log","connected","subscribed","unsubscribed","pong","error"]},
              "job_id":{"type":"string","description":"Empty in a frame about the connection."},
              "status":{"$ref":"#/components/schemas/FrameStatus"},
              "progress":{"type":"integer","minimum":0,"maximum":100},
              "progress_percent":{"type":"integer","minimum":0,"maximum":100},
              "message":{"type":"string"},
              "timestamp":{"type":"string","format":"date-time"},
              "operation":{"type":"string","description":"As of the job; empty in a frame about the connection."},
              "phase":{"type":"string","description":"As of the job; empty in a frame about the connection."},
              "sequence":{"type":"integer","minimum":1},
              "current_package":{"type":"string"},
              "speed_bytes_per_second":{"type":"integer"},
              "error":{"type":"string"},
              "error_code":{"$ref":"#/components/schemas/JobErrorCode"},
              "output":{"type":"string","description":"Only in the last frame of a job: the end of its log."}}}
            """,
        ["DryRun"] = """
            {"type":"boolean","default":false,"description":"Answer 200 with the plan and do nothing."}
            """,
        ["Refresh"] = """
            {"type":"boolean","default":false,
              "description":"Fetch the indexes first, within 20 s. If that fails, a dry run has a warning and a change is refused."}
            """,
        ["PlanDigest"] = """
            {"type":"string","pattern":"^[0-9a-f]{64}$",
              "description":"The digest of a dry run: the mutation is refused with PLAN_CHANGED when a new simulation gives another plan."}
            """,
        ["PackageName"] = """
            {"type":"string","minLength":1,"maxLength":256,"pattern":"^[A-Za-z0-9][A-Za-z0-9+._-]*(:[A-Za-z0-9][A-Za-z0-9+._-]*)?$"}
            """,
        ["PackageVersionText"] = """
            {"type":"string","minLength":1,"maxLength":256,"pattern":"^[A-Za-z0-9][A-Za-z0-9+._:~^-]*$"}
            """,
        ["Error"] = """
            {"type":"object","additionalProperties":false,"required":["code","message","details","retryable"],"properties":{
              "code":{"$ref":"#/components/schemas/ErrorCode"},
              "message":{"type":"string","minLength":1},
              "details":{"anyOf":[{"$ref":"#/components/schemas/ErrorDetails"},{"type":"null"}]},
              "retryable":{"type":"boolean","description":"Whether the same request may succeed later without a change."}}}
            """,
    };

    public static JsonNode Of(string name) => JsonNode.Parse(All[name])!;
}
