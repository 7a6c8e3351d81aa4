const jobsSection = { id: "jobs", load: () => get("/api/v1/jobs?limit=20"), render: renderJobs };

// The rows by job id: a row outlives a reading, so that what is open stays open.
const rows = new Map();

function renderJobs({ jobs, total }) {
    for (const id of rows.keys()) if (!jobs.some(job => job.job_id === id)) rows.delete(id);
    for (const job of jobs) {
        const row = rows.get(job.job_id);
        if (!row) rows.set(job.job_id, new JobRow(job));
        else row.update(job);
        if (row?.details.open) row.load();
    }
    return [
        jobs.length === 0 && element("p", {}, "There are no jobs yet."),
        element("ul", { class: "list" }, jobs.map(job => rows.get(job.job_id).node)),
        total > jobs.length && element("p", { class: "quiet" }, `The newest ${jobs.length} of ${total}.`),
    ];
}

// Shows a new job, opened, with the focus on it.
async function followJob(id) {
    await refresh(jobsSection);
    const row = rows.get(id);
    if (!row) return;
    row.details.open = true;
    row.head.focus();
    row.node.scrollIntoView({ block: "nearest" });
}

// An event of a job, from the WebSocket.
async function jobEvent(event) {
    const row = rows.get(event.job_id);
    if (!row) return refresh(jobsSection);
    const { status, phase } = row.job;
    row.update({
        status: event.status, progress: event.progress, phase: event.phase, message: event.message,
        current_package: event.current_package, speed_bytes_per_second: event.speed_bytes_per_second,
    });
    if (status !== event.status || phase !== event.phase) announce(row.job);
    if (row.details.open) row.load();
    if (!row.isActive) await refreshAll();
}

// Tells a screen reader of each phase, not of each per cent.
function announce(job) {
    const stage = `${say(statusWords, job.status)}, ${say(phaseWords, job.phase)}`;
    byId("announce").textContent = `${say(operationWords, job.operation)}: ${stage}. ${job.message}`;
}

// Hears of all jobs. Without it the page reads the list every few seconds; the socket is tried again.
function listen() {
    const socket = new WebSocket(`wss://${location.host}/api/v1/ws/jobs`);
    socket.addEventListener("open", () => {
        socket.send(JSON.stringify({ action: "subscribe" }));
        setLive(true);
    });
    socket.addEventListener("message", message => {
        const event = JSON.parse(message.data);
        if (event.event === "job_status") jobEvent(event);
    });
    socket.addEventListener("close", () => {
        setLive(false);
        setTimeout(listen, 5000);
    });
}

let isLive = false;

function setLive(live) {
    if (live && !isLive) refreshAll();
    isLive = live;
    show(byId("live"), live ? "Connected: jobs are shown as they go on."
        : "Not connected: jobs are read every few seconds, and the connection is tried again.");
}
