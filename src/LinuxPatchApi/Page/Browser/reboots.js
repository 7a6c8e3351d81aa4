const rebootsSection = { id: "reboots", load: loadReboots, render: renderReboots };
const delays = [[0, "now"], [60, "in a minute"], [600, "in ten minutes"], [3600, "in an hour"]];
const causeWords = { agent: "by this agent", other: "by somebody else", unknown: "before the agent knew the host" };

async function loadReboots() {
    const info = await get("/api/v1/system/info");
    const { reboots } = await get("/api/v1/system/reboots?limit=5");
    return { isNeeded: info.pending_reboot, reasons: info.pending_reboot_reasons, reboots };
}

function renderReboots({ isNeeded, reasons, reboots }) {
    return [
        element("p", { class: `state ${isNeeded ? "warn" : "good"}` }, isNeeded ? "! A reboot is needed." : "✓ No reboot is needed."),
        list(reasons),
        mayReboot() && element("div", { class: "buttons" }, button("reboot", "Plan a reboot…", "danger", planReboot)),
        reboots.length > 0 && element("h3", {}, "Last boots"),
        list(reboots.map(renderBoot)),
    ];
}

function renderBoot(boot) {
    const isOther = boot.kernel_before && boot.kernel_before !== boot.kernel_after;
    return [
        age(boot.booted_at ?? boot.seen_at), `, ${say(causeWords, boot.cause)}`,
        boot.requested_by && ` for ${boot.requested_by.subject}`, boot.reason && `: ${boot.reason}`,
        isOther && `; kernel ${boot.kernel_before} → ${boot.kernel_after}`,
    ];
}

function planReboot() {
    return planAndConfirm({
        title: "Reboot the host",
        path: "/api/v1/system/reboot",
        body: {},
        isAction: true,
        isDangerous: true,
        about: plan => plan.requires_reboot ? "The host needs a reboot." : "Nothing on this host needs a reboot.",
        verb: "Reboot",
        options: [
            { name: "delay_seconds", label: "When:", values: delays },
            { name: "reason", label: "Reason, for the wall message:" },
        ],
    });
}
