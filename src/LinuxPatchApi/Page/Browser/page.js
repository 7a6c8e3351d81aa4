const sections = [healthSection, updatesSection, jobsSection, restartsSection, rebootsSection];
const LIST_SECONDS = 60;
const POLL_SECONDS = 10;

async function refreshAll() {
    await Promise.all(sections.map(refresh));
}

// The role decides which buttons there are.
async function loadIndex() {
    const index = await get("/api/v1");
    role = index.role;
    show(byId("about"), `You are ${index.subject} (${index.role})`);
    sections.forEach(redraw);
}

// A page in the background costs the host nothing.
function every(seconds, action) {
    setInterval(() => document.hidden || action(), seconds * 1000);
}

async function start() {
    await loadIndex().catch(error => warn("trouble", inWords(error)));
    await refreshAll();
    listen();
    every(1, updateAges);
    every(LIST_SECONDS, () => [healthSection, updatesSection, jobsSection, rebootsSection].forEach(refresh));
    every(POLL_SECONDS, () => isLive || [healthSection, jobsSection].forEach(refresh));
    document.addEventListener("visibilitychange", () => document.hidden || refreshAll());
}

start();
