const healthSection = { id: "health", load: loadHealth, render: renderHealth };

async function loadHealth() {
    const answer = await call("GET", "/health");
    setClock(answer.timestamp);
    const health = answer.data;
    const info = await get("/api/v1/system/info");
    const checks = health.status === "healthy" ? [] : await problems(health.degraded_reasons);
    return { health, info, checks };
}

// Doctor asks the package manager, which is work on a small host: again when health says something else, and now and then.
const doctorPause = 10 * 60 * 1000;
let examined = { reasons: null, at: 0, checks: [] };

async function problems(reasons) {
    const now = reasons.join("\n");
    if (now !== examined.reasons || performance.now() - examined.at > doctorPause) {
        const checks = (await get("/api/v1/system/doctor")).checks.filter(isProblem);
        examined = { reasons: now, at: performance.now(), checks };
    }
    return examined.checks;
}

function isProblem(check) {
    return check.status === "warning" || check.status === "failed";
}

function renderHealth({ health, info, checks }) {
    const container = info.container && `, in a container (${info.container})`;
    const isFresh = health.cache_status === "fresh";
    document.title = `${info.hostname} – updates`;
    show(byId("host"), info.hostname);
    return [
        healthState(health),
        list(checks.length > 0 ? checks.map(healthProblem) : health.degraded_reasons),
        !info.package_db_clean && mayChange() && element("div", { class: "buttons" }, repairButton()),
        facts([
            ["System", [`${info.os} ${info.os_version}, kernel ${info.kernel}`, container]],
            ["Booted", age(new Date(now() - health.uptime_seconds * 1000).toISOString())],
            ["Package lists", ["fetched ", age(health.last_cache_update), !isFresh && ` (${health.cache_status})`]],
            ["Last change", age(info.last_update_apply)],
            ["Package database", info.package_db_clean ? "in order" : "a package is installed in part"],
            ["Revocation list", [say(crlWords, health.crl_status), health.crl_next_update && [", next due ", age(health.crl_next_update)]]],
            ["Agent", `linux-patch-api ${health.version}`],
        ]),
    ];
}

function healthState(health) {
    return health.status === "healthy"
        ? element("p", { class: "state good" }, "✓ Healthy: nothing needs attention.")
        : element("p", { class: "state warn" }, `! Needs attention: ${count(health.degraded_reasons.length, "reason")}.`);
}

function healthProblem(check) {
    return [check.problem ?? check.seen, check.remedy && element("p", { class: "quiet" }, "Remedy: ", check.remedy)];
}

function repairButton() {
    return button("repair", "Plan a repair…", "main", () => planAndConfirm({
        title: "Repair the package database", path: "/api/v1/system/repair", body: {}, isAction: true, verb: "Repair",
    }));
}
