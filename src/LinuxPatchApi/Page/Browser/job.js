// One job: a row that is drawn once, whose parts change as the job goes on.
class JobRow {
    constructor(job) {
        this.job = job;
        this.head = element("summary", { id: `head-${job.job_id}` });
        this.bar = element("progress", { max: 100, "aria-label": `Progress of ${say(operationWords, job.operation)}` });
        this.body = element("div", { class: "jobbody" });
        this.details = element("details", { toggle: () => this.details.open && this.load() }, this.head, this.body);
        this.node = element("li", {}, this.details);
        this.update(job);
    }

    get isActive() {
        return ["pending", "running", "rebooting"].includes(this.job.status);
    }

    update(job) {
        this.job = { ...this.job, ...job };
        show(this.head, jobHead(this.job, this.isActive), this.bar);
        this.bar.hidden = !this.isActive;
        this.bar.value = this.job.progress;
        this.bar.textContent = `${this.job.progress} %`;
    }

    // Result per package, log and what can be done. While the job runs it is read again at most every two seconds.
    async load() {
        if (this.isLoading || (this.isActive && now() - this.loadedAt < 2000)) return;
        this.isLoading = true;
        try {
            const job = await get(`/api/v1/jobs/${this.job.job_id}`);
            this.update(job);
            show(this.body, jobBody(job));
        } catch (error) {
            show(this.body, element("p", { class: "bad" }, inWords(error)));
        }
        this.loadedAt = now();
        this.isLoading = false;
    }
}

function jobHead(job, isActive) {
    const names = job.packages.length > 1 ? count(job.packages.length, "package") : job.packages[0];
    return [
        element("span", { class: "name" }, say(operationWords, job.operation), names && `: ${names}`),
        " ", tag(say(statusWords, job.status), statusKinds[job.status] ?? "warn"),
        element("span", { class: "quiet" }, " ", age(job.completed_at ?? job.created_at)),
        element("br"),
        element("span", { class: "quiet" }, isActive ? jobProgress(job) : job.message),
    ];
}

function jobProgress(job) {
    return [
        `${job.progress} %`, say(phaseWords, job.phase), job.current_package,
        job.speed_bytes_per_second > 0 && `${size(job.speed_bytes_per_second)}/s`, job.message,
    ].filter(isPresent).join(" · ");
}

function jobBody(job) {
    return [
        job.error && element("p", { class: "bad" }, `${job.error}${job.error_code ? ` (${job.error_code})` : ""}`),
        job.stalled_since
            && element("p", { class: "warn" }, "Stands still since ", age(job.stalled_since), lockHolder(job.lock_holder), "."),
        list(job.warnings.map(text => element("span", { class: "warn" }, text))),
        job.changes.length > 0 && element("h3", {}, "Result per package"),
        list(job.changes.map(jobChange)),
        job.restarted?.length > 0 && element("h3", {}, "Services"),
        list((job.restarted ?? []).map(item => `${item.unit}: ${item.outcome}${item.reason ? ` (${item.reason})` : ""}`)),
        job.reboot?.kernel_after && element("p", {}, `Kernel: ${job.reboot.kernel_before} → ${job.reboot.kernel_after}`),
        job.reboot?.newly_failed_units?.length > 0 && [
            element("h3", { class: "bad" }, "Failed since the reboot"), list(job.reboot.newly_failed_units),
        ],
        facts([
            ["Asked for by", `${job.requested_by.subject} from ${job.requested_by.address}`],
            ["Created", age(job.created_at)],
            job.started_at && ["Started", age(job.started_at)],
            job.completed_at && ["Ended", age(job.completed_at)],
        ].filter(isPresent)),
        jobButtons(job),
        job.logs.length > 0 && element("pre", { tabindex: 0, role: "region", "aria-label": "Log" }, job.logs.join("\n")),
    ];
}

function jobChange(change) {
    const kind = { applied: "good", planned: "quiet" }[change.outcome] ?? "warn";
    return [
        element("span", { class: "name" }, change.name), " ", versions(change.from_version, change.to_version), " ",
        tag(`${change.action}: ${change.outcome}`, kind),
        change.reason && element("p", { class: "quiet" }, change.reason),
    ];
}

function lockHolder(holder) {
    return holder ? `; ${holder.command ?? "a process"} (process ${holder.pid ?? "unknown"}) holds ${holder.lock}` : "";
}

function jobButtons(job) {
    const id = job.job_id;
    const isRebooting = job.status === "rebooting";
    return element("div", { class: "buttons" },
        job.cancellable && mayChange() && button(`cancel-${id}`, "Cancel this job", "danger", () => cancel(`/api/v1/jobs/${id}`)),
        isRebooting && mayReboot() && button(`stay-${id}`, "Cancel the reboot", "danger", () => cancel("/api/v1/system/reboot")),
        job.rollback.possible && mayChange() && button(`undo-${id}`, "Plan the undo…", "", () => planUndo(job)),
        job.completed_at && !job.rollback.possible && job.changes.length > 0
        && element("span", { class: "quiet" }, "Cannot be undone: ", job.rollback.reasons.join("; ") || "no reason is given", "."));
}

async function cancel(path) {
    await call("DELETE", path);
    await refresh(jobsSection);
}

function planUndo(job) {
    return planAndConfirm({
        title: `Undo: ${say(operationWords, job.operation)}`, path: `/api/v1/jobs/${job.job_id}/rollback`, body: {}, verb: "Undo it",
    });
}
