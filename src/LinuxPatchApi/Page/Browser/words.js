// The words of the API in the words of the page. What is not here is shown as the API has it.
const operationWords = {
    install: "Install", update: "Update", remove: "Remove", patch_apply: "Apply updates", rollback: "Undo", reboot: "Reboot",
    self_update: "Update the agent", service_restart: "Restart a service", repair: "Repair the package database",
};
const statusWords = { pending: "waiting" };
const statusKinds = { completed: "good", failed: "bad", cancelled: "warn", pending: "quiet" };
const phaseWords = { queued: "waiting for its turn", refreshing: "fetching package lists", resolving: "working out what is needed" };
const severityKinds = { critical: "bad", high: "bad", medium: "warn", low: "quiet", unknown: "quiet" };
const blockedWords = {
    held: "Held because", phased: "Given to a part of all hosts first", kept_back: "Kept back because", conflicts: "Conflicts",
    unauthenticated: "Not signed by a trusted key", pinned: "Pinned", subscription: "Needs a subscription", unknown: "Cannot go in",
};
const restartWords = { application: "restarts its programs", session: "ends with the next login", system: "needs a reboot" };
const crlWords = { valid: "in force", missing: "none", expired: "expired", invalid: "not readable", degraded: "not complete" };

function say(words, word) {
    return words[word] ?? String(word).replaceAll("_", " ");
}

function count(number, one, many) {
    return `${number} ${number === 1 ? one : many ?? `${one}s`}`;
}

function size(bytes) {
    const units = ["B", "kB", "MB", "GB", "TB"];
    let unit = 0;
    let value = Math.abs(bytes);
    while (value >= 1000 && unit < units.length - 1) {
        value /= 1000;
        unit++;
    }
    return `${bytes < 0 ? "−" : ""}${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

function versions(from, to) {
    return element("span", { class: "version" }, [from, to].filter(isPresent).join(" → "));
}

// The host's clock, by its last answer: ages must not depend on that of the browser.
let ahead = 0;

function now() {
    return Date.now() + ahead;
}

function setClock(timestamp) {
    ahead = Date.parse(timestamp) - Date.now();
}

// A time as its age, which goes on by itself.
function age(timestamp) {
    if (!timestamp) return "never, as far as is known";
    const time = new Date(timestamp);
    return element("time", { datetime: time.toISOString(), title: time.toLocaleString() }, ageInWords(time));
}

function ageInWords(time) {
    const seconds = Math.round((now() - time) / 1000);
    return seconds < -5 ? `in ${duration(-seconds)}` : seconds < 5 ? "just now" : `${duration(seconds)} ago`;
}

function duration(seconds) {
    const minutes = Math.round(seconds / 60);
    const hours = Math.round(minutes / 60);
    return seconds < 60 ? `${seconds} s` : minutes < 60 ? `${minutes} min` : hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

function updateAges() {
    for (const node of document.querySelectorAll("time")) {
        const text = ageInWords(new Date(node.dateTime));
        if (node.textContent !== text) node.textContent = text;
    }
}
