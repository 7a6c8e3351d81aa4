const restartsSection = { id: "restarts", load: () => get("/api/v1/system/restarts"), render: renderRestarts, note: restartsNote };

function restartsNote(found) {
    return ["Processes looked at ", age(found.generated_at), ". "];
}

function renderRestarts(found) {
    return [
        element("p", { class: `state ${found.units.length > 0 ? "warn" : "good"}` }, found.units.length > 0
            ? `${count(found.units.length, "unit")} still ${found.units.length === 1 ? "runs" : "run"} code of files that were replaced.`
            : "✓ Nothing runs replaced code, as far as can be seen."),
        found.limitation && element("p", { class: "warn" }, found.limitation),
        found.unreadable > 0 && element("p", { class: "quiet" }, `Of ${found.processes} processes ${found.unreadable} could not be read.`),
        found.units.length > 0 && element("ul", { class: "list" }, found.units.map(renderUnit)),
    ];
}

function renderUnit(unit) {
    const name = unit.unit ?? unit.processes[0]?.command ?? "a program";
    const owners = unit.packages?.length > 0 ? `replaced: ${unit.packages.join(", ")}` : `${count(unit.file_count, "file")} replaced`;
    return element("li", {},
        element("span", { class: "name" }, name),
        element("span", { class: "quiet" }, ` ${unit.kind}, ${count(unit.process_count, "process", "processes")}; ${owners}`),
        unit.reason && element("p", { class: "quiet" }, `The agent does not restart it: ${unit.reason}`),
        unit.restartable && mayChange() && element("div", { class: "buttons" }, restartButton(name)));
}

function restartButton(name) {
    return button(`restart-${name}`, `Restart ${name}…`, "", () => planAndConfirm({
        title: `Restart ${name}`,
        path: `/api/v1/system/services/${encodeURIComponent(name)}/restart`,
        body: {},
        isAction: true,
        verb: "Restart it",
    }));
}
