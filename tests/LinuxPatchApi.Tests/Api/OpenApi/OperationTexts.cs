namespace LinuxPatchApi.Tests.Api.OpenApi;

/// <summary>What each operation does, in words, and an example of each body. A test holds every example against its schema.</summary>
internal static class OperationTexts
{
    private const string Plan =
        " With `dry_run` the answer is the plan of the package manager's own simulation; "
        + "`plan_digest` lets the change happen only as planned.";

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["getHealth"] =
            "Answered from what is known, exempt from the rate limit, always 200. `degraded_reasons` says what is wrong and what to "
            + "do.",
        ["getHealthV1"] = "The same as `/health`.",
        ["getSystemInfo"] =
            "Exempt from the rate limit. `pending_reboot` has its reasons beside it; `package_db_clean` is false while a reboot "
            + "would be refused.",
        ["getSummary"] =
            "Never waits for the package manager: what is not known yet is null, and `stale` says so. Send `jobs_next` as `after` "
            + "of the job list when it has changed.",
        ["getService"] =
            "States are spelled as by systemd. `healthy` is true of a running service, a finished one-shot and a socket-activated "
            + "one.",
        ["restartService"] = "A job that is completed when the unit is active under another invocation id and stays so.",
        ["repairPackages"] =
            "A job that lets the package manager finish interrupted work. It never removes what nobody named without `force`.",
        ["listRestarts"] = "Processes that still run code of replaced files, by unit, with the packages that own the files.",
        ["getDoctor"] = "Every check of `linux-patch-api doctor`, with the exact remedy of each problem.",
        ["reboot"] =
            "A job that is `rebooting` until the host is back under another boot id. While a package is installed in part it needs "
            + "`force` and the acknowledgement. While somebody has scheduled a shutdown on the host it is refused with "
            + "`ADMISSION_FROZEN`, also with `force`.",
        ["listReboots"] = "Boots that the agent saw, those requested by others included.",
        ["cancelReboot"] =
            "Cancels the reboot that a job has scheduled, and nothing that somebody else has: that is told with `NO_REBOOT_SCHEDULED`.",
        ["listPackages"] =
            "Answers from the host's own database. `max_age` waits up to 20 s for fresher indexes, then `stale` tells their true "
            + "age, and `warnings` why a refresh failed.",
        ["getPackage"] = "A name without an architecture means the native build.",
        ["installPackages"] = "A job that installs up to 500 packages in one transaction." + Plan,
        ["updatePackage"] = "A job that updates one package." + Plan,
        ["removePackage"] = "A job that removes one package. Options are in the query." + Plan,
        ["listPatches"] =
            "Severity and CVE ids come from the distribution; `unknown` is an answer. What keeps an update out is in `blocked_by`.",
        ["applyPatches"] =
            "A job that applies a selection: no list means everything, an empty list nothing. A name that matches nothing is a "
            + "warning." + Plan,
        ["listJobs"] =
            "With `after` only what has changed since, the earliest change first; `reset` says that the number was too old and "
            + "everything is here. Ended jobs are included.",
        ["getJob"] =
            "`wait` answers at the next change, `until=ended` at the end, each at the latest after so many seconds with the state "
            + "of then.",
        ["streamJobEvents"] =
            "Each event has `id`, `event` and one line of `data`, a JobFrame. With `logs` the log lines come as `job_log` events "
            + "without an id, from the first one kept at each connection.",
        ["jobSocket"] =
            "Frames are JobFrames. A connection that sends nothing hears the jobs of its own certificate and is closed when they "
            + "have ended; after any frame it hears all jobs, until it subscribes to one.",
        ["cancelJob"] =
            "A waiting job is cancelled at once, a running one through the package manager, which may refuse; an ended one is "
            + "deleted.",
        ["rollbackJob"] = "A job that restores what another one has changed, as far as the former versions can be had." + Plan,
        ["updateAgent"] = "A job that replaces the agent and puts the present version back if the new one does not answer in time." + Plan,
        ["getAgentUpdate"] = "The latest self-update, also one that was undone.",
        ["getPage"] = "By `Accept`: HTML for a browser, else the index.",
        ["getIndex"] = "The paths to begin with.",
        ["getMetrics"] = "Counters count since the start of the agent.",
        ["getOpenApi"] = "The document of the version that answers.",
    };

    private static readonly Dictionary<string, string> Requests = new()
    {
        ["ApplyRequest"] = """{"security_only":true,"exclude":["linux-image-*"],"allow_reboot":true,"reboot_delay_seconds":300}""",
        ["InstallRequest"] = """{"packages":[{"name":"nginx"},{"name":"curl","version":"8.14.1-2"}],"dry_run":true}""",
        ["UpdateRequest"] = """{"version":"8.14.1-2"}""",
        ["RollbackRequest"] = """{"dry_run":true}""",
        ["RebootRequest"] = """{"delay_seconds":60,"reason":"kernel update"}""",
        ["ServiceRestartRequest"] = """{"dry_run":true}""",
        ["SelfUpdateRequest"] = """{"target_version":"3.0.1"}""",
        ["RepairRequest"] = """{"dry_run":true}""",
    };

    public static string Of(string operation) => Texts[operation];

    /// <summary>Returns an example of a body; null for none.</summary>
    public static string? Request(string schema) => Requests.GetValueOrDefault(schema);

    public static IEnumerable<KeyValuePair<string, string>> AllRequests => Requests;
}
