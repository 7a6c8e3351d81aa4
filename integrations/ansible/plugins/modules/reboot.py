#!/usr/bin/python
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: reboot
short_description: Reboots a host, with proof
description:
  - Succeeds when the host is back with another boot id and its boot has finished. C(reboot) of the result has the kernels before and
    after and the units that failed since.
  - With I(run), a host that this run has rebooted is not rebooted again.
options:
  state:
    description:
      - C(cancelled) takes back a reboot that the agent has scheduled. It takes none of the options that say how to reboot.
    type: str
    choices: [rebooted, cancelled]
    default: rebooted
  if_needed:
    description:
      - Only when the host needs it.
    type: bool
    default: false
  delay:
    description:
      - Seconds until the reboot, at most a day. They are waited for too, so I(wait_timeout) must be longer.
    type: int
    default: 0
  reason:
    description:
      - Shown to logged-in users, and kept in the list of reboots.
    type: str
  force:
    description:
      - Reboot over active jobs and block inhibitors; never over packages that are being written.
    type: bool
    default: false
  failed_units:
    description:
      - What to do about units that failed in the new boot and had not before.
    type: str
    choices: [fail, warn]
    default: fail
extends_documentation_fragment:
  - linux_patch_api.agent.agent
  - linux_patch_api.agent.agent.job
"""

EXAMPLES = r"""
- name: Into the new kernel
  linux_patch_api.agent.reboot:
    host: web1.example.net
    if_needed: true
    reason: CHG0042
    run: CHG0042
"""

RETURN = r"""
changed:
  description: Whether the agent verified that the host is another than before. In check mode, whether the plan changes anything.
  returned: always
  type: bool
job_id:
  description: The job, for M(linux_patch_api.agent.job) and M(linux_patch_api.agent.rollback).
  returned: when there is a job
  type: str
status:
  description: C(completed), C(failed) or C(cancelled).
  returned: when the job was waited for
  type: str
changes:
  description: Each package with its versions and C(outcome), as compared with the package database after the job.
  returned: when the job was waited for
  type: list
  elements: dict
resumed:
  description: Whether the job was begun by an earlier attempt of this I(run).
  returned: when there is a job
  type: bool
waited_for:
  description: Jobs of others that had to end first.
  returned: success
  type: list
  elements: str
plan:
  description: The plan of the agent, with its C(digest).
  returned: in check mode, or when nothing has to be done
  type: dict
error_code:
  description: The agent's word for a refusal or the failure of a job.
  returned: failure
  type: str
agent_reached:
  description: Whether the agent answered at all.
  returned: failure of a request
  type: bool
"""

from ansible_collections.linux_patch_api.agent.plugins.module_utils.connection import Refused
from ansible_collections.linux_patch_api.agent.plugins.module_utils.jobs import JOB_OPTIONS, Request, run_module
from ansible_collections.linux_patch_api.agent.plugins.module_utils.plans import ENDED, has_changed, summary
from ansible_collections.linux_patch_api.agent.plugins.module_utils.unread import refuse_unread

PATH = "/api/v1/system/reboot"


# What says how to reboot. The options of every job are not among them: a cancellation is done at once, and a second one changes nothing.
HOW = dict(if_needed=False, delay=0, reason=None, force=False, failed_units="fail")


def cancel(module, host):
    refuse_unread(module.params, HOW, "not with state cancelled")
    if module.check_mode:
        # Whichever job wants it: an apply may end with a reboot, too.
        listed = host.agent.patient("GET", "/api/v1/jobs", query=dict(status="rebooting", limit=10)).get("jobs") or []
        module.exit_json(changed=bool(listed))
    try:
        done = host.agent.patient("DELETE", PATH)
        module.exit_json(changed=True, job_id=done.get("job_id"), msg="the reboot is cancelled")
    except Refused as refusal:
        if refusal.code != "NO_REBOOT_SCHEDULED":
            raise
        module.exit_json(changed=False, msg="no reboot is scheduled")


def finish(module, host, job_id, resumed):
    if not module.params["wait"]:
        host.finish(job_id, resumed=resumed)
    known = host.job(job_id) if resumed else None
    ended_before = known is not None and known["status"] in ENDED
    job = known if ended_before else host.follow(job_id)
    failed = (job.get("reboot") or {}).get("newly_failed_units") or []
    if job["status"] == "completed" and failed and module.params["failed_units"] == "fail":
        module.fail_json(
            msg="the host is back, and these units failed since: %s" % ", ".join(failed), changed=not ended_before, job_id=job_id,
            status=job["status"], reboot=job["reboot"], newly_failed_units=failed)
    host.report(job, changed=has_changed(job) and not ended_before, resumed=resumed, waited_for=host.waited_for)


def work(module, host):
    params = module.params
    if params["state"] == "cancelled":
        cancel(module, host)
    body = {name: value for name, value in (("delay_seconds", params["delay"]), ("reason", params["reason"]), ("force", params["force"]))
            if value}
    request = Request("POST", PATH, body, once=True)
    if params["if_needed"]:
        # Not before the job of this run is looked for: after the reboot nothing needs one.
        needed = host.agent.patient("GET", "/api/v1/system/info")
        if not needed.get("pending_reboot") and not params["run"]:
            module.exit_json(changed=False, msg="the host needs no reboot")
    if module.check_mode:
        plan = host.plan(request)
        host.show(plan, changed=not params["if_needed"] or bool(needed.get("pending_reboot")))
    job, dummy, key = host.find(request)
    if job is not None:
        finish(module, host, job["job_id"], resumed=True)
    if params["if_needed"] and not host.agent.patient("GET", "/api/v1/system/info").get("pending_reboot"):
        module.exit_json(changed=False, msg="the host needs no reboot")
    finish(module, host, host.send(request, key)["job_id"], resumed=False)


if __name__ == "__main__":
    run_module(
        dict(
            state=dict(type="str", choices=["rebooted", "cancelled"], default="rebooted"),
            if_needed=dict(type="bool", default=False), delay=dict(type="int", default=0), reason=dict(type="str"),
            force=dict(type="bool", default=False), failed_units=dict(type="str", choices=["fail", "warn"], default="fail"),
            **JOB_OPTIONS), work)
