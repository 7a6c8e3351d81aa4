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
              "reboot_delay_seconds":{"type":"integer","minimum":0,"maximum":86400,"default":0},
              "restart_services":{"enum":["none","needed"],"default":"none",
                "description":"needed: afterwards restart the services that run replaced code, but for those of restart.deny."},
              "options":{"type":"object","additionalProperties":false,"deprecated":true,
                "description":"The formerly published form; same meaning.","properties":{
                "restart_services":{"enum":["none","needed"]},
                "reboot":{"type":"boolean"},
                "reboot_delay_minutes":{"type":"integer","minimum":0,"maximum":1440},
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
              "dry_run":{"$ref":"#/components/schemas/DryRun"}}}
            """,
        ["ServiceRestartRequest"] = """
            {"type":"object","additionalProperties":false,"properties":{
              "dry_run":{"$ref":"#/components/schemas/DryRun"}}}
            """,
        ["RepairRequest"] = """
            {"type":"object","additionalProperties":false,"properties":{
              "force":{"type":"boolean","default":false,"description":"Accept that packages nobody named may be removed."},
              "acknowledge_package_removal_risk":{"type":"boolean","default":false,"description":"Needed besides force."},
              "dry_run":{"$ref":"#/components/schemas/DryRun"}}}
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
              "code":{"type":"string"},
              "message":{"type":"string"},
              "details":{"type":["object","null"],
                "description":"field: the member or parameter that breaks a rule. Other members by code."},
              "retryable":{"type":"boolean","description":"Whether the same request may succeed later without a change."}}}
            """,
    };

    public static JsonNode Of(string name) => JsonNode.Parse(All[name])!;
}
