// A change goes in two steps: a dry run shows the plan, and what is confirmed is sent with the digest of that plan. The agent refuses it
// when the plan has become another one.
//   title     what the change is
//   path      its route, called with POST
//   body      members of the request
//   options   further questions, see field()
//   about     what the plan means, for a change whose plan is not packages
//   isAction  true when the plan may be without packages (a reboot, a restart)
//   verb      what the button says
async function planAndConfirm(change) {
    const dialog = byId("plan");
    show(byId("plan-title"), change.title);
    warn("plan-notice");
    show(byId("plan-body"), "Working out the plan…");
    show(byId("plan-buttons"), closeButton("Close"));
    if (!dialog.open) dialog.showModal();
    byId("plan-title").focus();
    await showPlan(change);
}

// A plan may take long, and by then the dialog may show another one.
let newestPlan = 0;

async function showPlan(change) {
    const mine = ++newestPlan;
    try {
        const plan = (await call("POST", change.path, { ...change.body, dry_run: true })).data;
        if (mine !== newestPlan) return;
        const fields = (change.options ?? []).map(field);
        const isEmpty = !change.isAction && plannedPackages(plan).length === 0;
        show(byId("plan-body"), describePlan(plan, change), isEmpty ? null : fields.map(f => f.node));
        show(byId("plan-buttons"), isEmpty ? null : confirmButton(change, plan, fields), closeButton(isEmpty ? "Close" : "Do nothing"));
    } catch (error) {
        if (mine !== newestPlan) return;
        show(byId("plan-body"));
        warn("plan-notice", inWords(error));
    }
}

// One key for one plan: when the answer is lost, pressing again does not do it twice.
function confirmButton(change, plan, fields) {
    const key = crypto.randomUUID();
    return button("plan-confirm", change.verb, change.isDangerous ? "danger" : "main", () => confirmPlan(change, plan, fields, key));
}

async function confirmPlan(change, plan, fields, key) {
    const answers = Object.fromEntries(fields.map(f => [f.name, f.read()]).filter(([, value]) => isPresent(value)));
    try {
        const body = { ...change.body, ...answers, plan_digest: plan.digest };
        const job = (await call("POST", change.path, body, { "Idempotency-Key": key })).data;
        byId("plan").close();
        await followJob(job.job_id);
    } catch (error) {
        if (error.code === "PLAN_CHANGED") {
            const next = newestPlan + 1;
            await showPlan(change);
            if (next === newestPlan) warn("plan-notice", "The plan has changed since it was shown. This is the new one.");
        } else if (error.code === "NO_ANSWER") {
            warn("plan-notice", "The agent did not answer, so it is not known whether it has begun. "
                + "Press again: the same request is not carried out twice.");
        } else {
            warn("plan-notice", inWords(error));
        }
    }
}

function closeButton(text) {
    return button("plan-close", text, "", () => byId("plan").close());
}

function plannedPackages(plan) {
    return [plan.upgrade, plan.install, plan.downgrade, plan.reinstall, plan.remove].flat();
}

function describePlan(plan, change) {
    return [
        !change.isAction && plannedPackages(plan).length === 0 && !plan.obstacle
            && element("p", { class: "state" }, "There is nothing to do."),
        change.about && element("p", {}, change.about(plan)),
        plan.obstacle && element("p", { class: "bad" }, plan.obstacle),
        plannedPart("To be removed", plan.remove, "bad"),
        plannedPart("To be updated", plan.upgrade),
        plannedPart("To be installed", plan.install),
        plannedPart("To be downgraded", plan.downgrade, "warn"),
        plannedPart("To be installed again", plan.reinstall),
        plan.skipped.length > 0 && element("h3", {}, `Left out: ${plan.skipped.length}`),
        list(plan.skipped.map(item => `${item.name}: ${item.reason ?? "no reason is known"}`)),
        list(plan.warnings.map(text => element("span", { class: "warn" }, text))),
        element("p", {}, [
            plan.download_bytes > 0 && `Download: ${size(plan.download_bytes)}. `,
            isPresent(plan.disk_bytes) && plan.disk_bytes !== 0 && `On disk: ${plan.disk_bytes > 0 ? "+" : ""}${size(plan.disk_bytes)}. `,
            !change.isAction && plan.requires_reboot && "A reboot is needed afterwards.",
        ]),
        plan.metadata_refreshed_at && element("p", { class: "note" }, "By package lists fetched ", age(plan.metadata_refreshed_at),
            plan.stale ? ", which is older than asked for." : "."),
    ];
}

function plannedPart(title, packages, kind) {
    return packages.length > 0 && [
        element("h3", { class: kind }, `${title}: ${packages.length}`),
        list(packages.map(item => [element("span", { class: "name" }, item.name), " ", versions(item.from_version, item.to_version)])),
    ];
}

// A question of the dialog: a box to tick with the value it then sends, a choice out of values, or a line of text.
function field(option) {
    const id = `plan-${option.name}`;
    if (option.values) {
        const input = element("select", { id }, option.values.map(([value, text]) => element("option", { value }, text)));
        return { name: option.name, node: element("label", { for: id }, option.label, " ", input), read: () => Number(input.value) };
    }
    const isBox = isPresent(option.value);
    const input = element("input", { id, type: isBox ? "checkbox" : "text", maxlength: isBox ? null : 200 });
    const node = element("label", { for: id }, isBox ? [input, " ", option.label] : [option.label, " ", input]);
    return { name: option.name, node, read: () => isBox ? input.checked && option.value : input.value.trim() };
}
