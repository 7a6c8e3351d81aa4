const updatesSection = { id: "updates", load: () => get("/api/v1/patches"), render: renderUpdates, note: updatesNote };
const severities = ["critical", "high", "medium", "low", "unknown"];

// Keys of the updates whose box is ticked; kept when the list is read again.
const selected = new Set();

// Updates shown at first, the urgent ones; a screen or two.
const SHOWN_UPDATES = 20;
let showsAll = false;

function updatesNote(list) {
    const separator = list.stale ? " (stale), " : ", ";
    return ["Package lists fetched ", age(list.metadata_refreshed_at), separator, "updates worked out ", age(list.generated_at), ". "];
}

function renderUpdates({ patches, security_updates: security, warnings = [] }) {
    const isRepeated = repeatedNames(patches);
    const updates = patches.map(patch => ({ ...patch, key: isRepeated(patch.name) ? `${patch.name}:${patch.architecture}` : patch.name }));
    const blocked = updates.filter(update => update.blocked_by).length;
    forgetGone(updates);
    const shown = updates.sort(byUrgency).slice(0, showsAll ? updates.length : SHOWN_UPDATES);
    return [
        list(warnings.map(text => element("span", { class: "warn" }, text))),
        element("p", { class: `state ${security + warnings.length > 0 ? "warn" : "good"}` }, updates.length === 0
            ? warnings.length === 0 ? "✓ Everything is up to date." : "No update is known."
            : `${count(updates.length, "update")}, ${security} for security${blocked > 0 ? `; ${blocked} cannot go in now` : ""}.`),
        updateButtons(updates, security),
        element("ul", { class: "list" }, shown.map(renderUpdate)),
        updates.length > shown.length && button("show-all", `Show all ${updates.length}`, "", showAll),
    ];
}

function showAll() {
    showsAll = true;
    redraw(updatesSection);
    byId("updates-body").querySelector(`li:nth-child(${SHOWN_UPDATES + 1}) summary`)?.focus();
}

// Two architectures of one package are told apart by their name for the package manager.
function repeatedNames(patches) {
    const seen = new Map();
    for (const patch of patches) seen.set(patch.name, (seen.get(patch.name) ?? 0) + 1);
    return name => seen.get(name) > 1;
}

function forgetGone(updates) {
    const present = new Set(updates.map(update => update.key));
    for (const key of selected) if (!present.has(key)) selected.delete(key);
}

function byUrgency(a, b) {
    return (b.security - a.security) || (severities.indexOf(a.severity) - severities.indexOf(b.severity)) || (a.key < b.key ? -1 : 1);
}

function updateButtons(updates, security) {
    const buttons = [button("fetch", "Fetch the package lists", "", fetchLists)];
    if (mayChange() && updates.length > 0) {
        buttons.unshift(
            button("plan-all", "Plan all…", "main", () => planUpdates("all updates", {})),
            security > 0 && button("plan-security", "Plan security only…", "", planSecurity),
            button("plan-selected", selectedText(), "", planSelected));
    }
    return element("div", { class: "buttons" }, buttons.filter(isPresent));
}

// Waits 20 seconds at most; what it could not fetch is in the age of the list.
async function fetchLists() {
    await get("/api/v1/patches?max_age=0");
    await refresh(updatesSection);
}

function selectedText() {
    return `Plan selected (${selected.size})…`;
}

function planSecurity() {
    return planUpdates("security updates", { security_only: true });
}

async function planSelected() {
    if (selected.size === 0) throw new AgentError("Select an update first: tick the box beside its name.", "nothing selected");
    await planUpdates(count(selected.size, "selected update"), { packages: [...selected] });
}

function planUpdates(what, body) {
    return planAndConfirm({
        title: `Apply ${what}`,
        path: "/api/v1/patches/apply",
        body,
        verb: "Apply this plan",
        options: [
            { name: "restart_services", label: "Restart the services that need it afterwards", value: "needed" },
            mayReboot() && { name: "allow_reboot", label: "Reboot afterwards when it is needed", value: true },
        ].filter(isPresent),
    });
}

function renderUpdate(update) {
    const id = `update-${update.key}`;
    const canSelect = mayChange() && !update.blocked_by;
    return element("li", {},
        element("div", { class: "line" },
            canSelect && element("input", { id, type: "checkbox", checked: selected.has(update.key), change: select }),
            element(canSelect ? "label" : "span", { for: canSelect && id, class: "name" }, update.key),
            versions(update.current_version, update.available_version),
            severityTags(update)),
        update.blocked_by && element("p", { class: "warn" }, `${say(blockedWords, update.blocked_by.kind)}: ${update.blocked_by.detail}`),
        update.restart !== "none" && element("p", { class: "quiet" }, `After it: ${say(restartWords, update.restart)}.`),
        updateDetails(update));

    function select(event) {
        if (event.target.checked) selected.add(update.key);
        else selected.delete(update.key);
        byId("plan-selected").textContent = selectedText();
    }
}

function severityTags(update) {
    const { security, severity } = update;
    if (severity === "unknown") return security && tag("security, severity unknown", "warn");
    return tag(security ? `security, ${severity}` : severity, severityKinds[severity]);
}

function updateDetails(update) {
    return element("details", {},
        element("summary", { class: "quiet" }, cveText(update)),
        list(update.cve_ids),
        list(update.advisory_urls.map(link)),
        element("p", { class: "quiet" }, update.description, update.published_at && [" Published ", age(update.published_at), "."]));
}

function cveText({ cve_ids: cves, details_known: isKnown, security }) {
    if (cves.length > 0) return cves.slice(0, 3).join(", ") + (cves.length > 3 ? ` and ${cves.length - 3} more` : "");
    return !security ? "What changes" : isKnown ? "No CVE is named" : "CVEs are not known yet: the details have not been fetched";
}
