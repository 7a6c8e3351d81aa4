#!/usr/bin/python
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: apply
short_description: Applies updates to a host
description:
  - Plans, checks the names of the selection, and lets the agent apply it. The task succeeds when the agent has compared the installed
    versions with the plan and every planned change is there.
  - Without anything to do no job is made, and nothing is changed.
options:
  packages:
    description:
      - Names of installed packages. A name that is neither installed nor offered fails the task before anything changes. Without
        I(packages) and I(patches) every offered update is meant; an empty list means none.
    type: list
    elements: str
  patches:
    description:
      - Advisories, patch ids or names. One that is in already is not offered any more and fails as a misspelt one would; see I(unknown).
    type: list
    elements: str
  exclude:
    description:
      - Names or patterns (C(*), C(?)) of packages to leave out.
    type: list
    elements: str
  security_only:
    description:
      - Only updates that the distribution publishes as security updates.
    type: bool
    default: false
  min_severity:
    description:
      - Only updates of this severity or worse. Debian publishes none, so nothing is selected there.
    type: str
    choices: [critical, high, medium, low]
  refresh:
    description:
      - Fetch the package lists first. An agent that cannot refuses the change.
    type: bool
    default: false
  unknown:
    description:
      - What to do about a name that is neither installed nor offered.
    type: str
    choices: [fail, warn]
    default: fail
  digest:
    description:
      - Of a plan that was looked at. When a new simulation gives another plan, the agent refuses with C(PLAN_CHANGED) and nothing is done.
    type: str
  reboot:
    description:
      - C(if_needed) reboots after success when the host needs it, and waits until it is back with another boot id.
    type: str
    choices: [never, if_needed]
    default: never
  reboot_delay:
    description:
      - Seconds between the end of the changes and the reboot. Only with a I(reboot).
    type: int
    default: 0
  restart_services:
    description:
      - C(needed) restarts the services that run replaced code afterwards. One that does not come back is a warning.
    type: str
    choices: [none, needed]
    default: none
extends_documentation_fragment:
  - linux_patch_api.agent.agent
  - linux_patch_api.agent.agent.job
"""

EXAMPLES = r"""
- name: All security updates but the database, with a reboot when it is needed
  linux_patch_api.agent.apply:
    host: web1.example.net
    security_only: true
    exclude: ["postgresql-*"]
    reboot: if_needed
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

from ansible_collections.linux_patch_api.agent.plugins.module_utils.jobs import JOB_OPTIONS, run_module
from ansible_collections.linux_patch_api.agent.plugins.module_utils.plans import entries
from ansible_collections.linux_patch_api.agent.plugins.module_utils.selection import SELECTION, apply_request, check_names
from ansible_collections.linux_patch_api.agent.plugins.module_utils.unread import refuse_unread


def after_work(host, params):
    """What an apply has to do although no package changes: a reboot that is due, services that run replaced code."""
    due = []
    if params["reboot"] == "if_needed" and host.agent.patient("GET", "/api/v1/system/info").get("pending_reboot"):
        due.append("a reboot")
    if params["restart_services"] == "needed":
        units = host.agent.patient("GET", "/api/v1/system/restarts").get("units") or []
        due.extend("a restart of %s" % unit.get("unit") for unit in units if unit.get("restartable"))
    return due


def work(module, host):
    params = module.params
    if params["reboot"] == "never":
        refuse_unread(params, dict(reboot_delay=0), "only with a reboot, and reboot is never")
    request = apply_request(params)
    request.digest = params["digest"]
    if params["reboot"] == "if_needed":
        request.body.update(allow_reboot=True, reboot_delay_seconds=params["reboot_delay"])
    if params["restart_services"] != "none":
        request.body["restart_services"] = params["restart_services"]

    if module.check_mode:
        job, plan, key = None, host.plan(request), None
    else:
        job, plan, key = host.find(request)
    if job is not None:
        host.finish(job["job_id"], resumed=True)
    check_names(module, host.agent, plan)
    if plan.get("obstacle"):
        module.fail_json(msg=plan["obstacle"], plan=plan, changed=False)
    due = after_work(host, params)
    if module.check_mode:
        if params["digest"] and plan.get("digest") != params["digest"]:
            module.fail_json(
                msg="PLAN_CHANGED: the plan is another than the one that was looked at", error_code="PLAN_CHANGED", plan=plan)
        host.show(plan, changed=bool(entries(plan) or due), due=due)
    if not entries(plan) and not due:
        host.show(plan, changed=False, due=due, msg="nothing to do")
    host.finish(host.send(request, key)["job_id"])


if __name__ == "__main__":
    run_module(
        dict(
            SELECTION, digest=dict(type="str"),
            reboot=dict(type="str", choices=["never", "if_needed"], default="never"),
            reboot_delay=dict(type="int", default=0),
            restart_services=dict(type="str", choices=["none", "needed"], default="none"),
            **JOB_OPTIONS), work)
