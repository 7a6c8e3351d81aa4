// The role of this browser's certificate. Buttons that it may not press are not made; the agent checks each request by itself.
let role = "reader";

function mayChange() {
    return role === "operator" || role === "admin";
}

function mayReboot() {
    return role === "admin";
}

// A refusal of the agent, or its silence (code NO_ANSWER).
class AgentError extends Error {
    constructor(message, code, details) {
        super(message);
        this.code = code;
        this.details = details;
    }
}

// Sends one request and returns the data of the answer.
async function call(method, path, body, fields) {
    const headers = { Accept: "application/json", ...fields };
    if (body) headers["Content-Type"] = "application/json";
    let response;
    try {
        response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    } catch {
        throw new AgentError("The agent does not answer.", "NO_ANSWER");
    }
    const answer = await response.json().catch(() => null);
    if (answer?.success) return answer;
    throw new AgentError(answer?.error?.message ?? `The answer is not one of the agent (status ${response.status}).`,
        answer?.error?.code ?? `HTTP ${response.status}`, answer?.error?.details);
}

async function get(path) {
    return (await call("GET", path)).data;
}

// What went wrong, for the person in front of the page.
function inWords(error) {
    if (!(error instanceof AgentError)) return `The page itself failed: ${error.message}`;
    return [`${error.message} (${error.code})`, list(detailLines(error.details))];
}

// The lists in the details of a refusal: reasons, obstacles, active jobs, inhibitors.
function detailLines(details) {
    return Object.values(details ?? {}).filter(Array.isArray).flat().slice(0, 20).map(detailLine);
}

function detailLine(item) {
    return typeof item === "string" ? item : Object.values(item ?? {}).filter(value => typeof value === "string").join(": ");
}

// Reads a section of the page again. What is asked for while it is being read is one more reading, not one each.
function refresh(section) {
    section.again = true;
    section.reading ??= readWhileAsked(section);
    return section.reading;
}

async function readWhileAsked(section) {
    while (section.again) {
        section.again = false;
        await read(section);
    }
    section.reading = null;
}

// When it fails, what was read before stays there with its age.
async function read(section) {
    const note = byId(`${section.id}-note`);
    try {
        const data = await section.load();
        section.readAt = new Date(now()).toISOString();
        const text = JSON.stringify(data);
        if (text !== section.shown) {
            section.shown = text;
            section.data = data;
            redraw(section);
        }
        show(note, section.note?.(data), "Read ", age(section.readAt), ".");
    } catch (error) {
        const before = section.readAt && [" Last read ", age(section.readAt), "."];
        show(note, element("span", { class: "bad" }, "Could not be read: ", inWords(error)), before);
        byId(`${section.id}-body`).removeAttribute("aria-busy");
    }
}

// Draws a section from what was read.
function redraw(section) {
    if (section.data) keepFocus(() => show(byId(`${section.id}-body`), section.render(section.data)));
}
