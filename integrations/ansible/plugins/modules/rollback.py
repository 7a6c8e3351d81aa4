#!/usr/bin/python
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: rollback
short_description: Undoes a job of a host
description:
  - Upgraded packages go back to the version before, installed ones go, removed ones come back. What cannot be undone is refused, with the
    reason for each package.
  - A job that is undone already is left as it is.
options:
  job_id:
    description:
      - The job to undo, as M(linux_patch_api.agent.apply) or M(linux_patch_api.agent.package) returned it.
    type: str
    required: true
  force:
    description:
      - Accept that more is removed than the job had installed, and change held packages.
    type: bool
    default: false
  digest:
    description:
      - Of a dry run that was looked at.
    type: str
extends_documentation_fragment:
  - linux_patch_api.agent.agent
  - linux_patch_api.agent.agent.job
"""

EXAMPLES = r"""
- name: Back to before
  linux_patch_api.agent.rollback:
    host: web1.example.net
    job_id: "{{ applied.job_id }}"
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

from ansible_collections.linux_patch_api.agent.plugins.module_utils.connection import AgentError
from ansible_collections.linux_patch_api.agent.plugins.module_utils.jobs import JOB_OPTIONS, Request, run_module
from ansible_collections.linux_patch_api.agent.plugins.module_utils.plans import ENDED


def work(module, host):
    params = module.params
    if not module.check_mode:
        host.settle()
    job = host.job(params["job_id"])
    if job is None:
        raise AgentError("%s: no job %s" % (host.agent.name, params["job_id"]), error_code="JOB_NOT_FOUND")
    undo = host.job(job["rollback_job_id"]) if job.get("rollback_job_id") else None
    if undo is not None and undo["status"] == "completed":
        module.exit_json(
            changed=False, job_id=undo["job_id"], status=undo["status"], waited_for=host.waited_for,
            msg="job %s was undone before, by job %s" % (job["job_id"], undo["job_id"]))
    if job["status"] not in ENDED:
        raise AgentError("job %s has not ended: %s" % (job["job_id"], job["status"]))
    body = dict(force=True) if params["force"] else {}
    request = Request("POST", "/api/v1/jobs/%s/rollback" % job["job_id"], body, digest=params["digest"])
    if module.check_mode:
        host.show(host.plan(request))
    found, dummy, key = host.find(request)
    host.finish(found["job_id"], resumed=True) if found is not None else host.finish(host.send(request, key)["job_id"])


if __name__ == "__main__":
    run_module(
        dict(job_id=dict(type="str", required=True), force=dict(type="bool", default=False), digest=dict(type="str"), **JOB_OPTIONS), work)
