#!/usr/bin/python
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: job
short_description: Follows or cancels a job of an agent
description:
  - Waits for the end of a job that a module began with C(wait=false), or whose controller died, and reports its outcome.
options:
  job_id:
    description:
      - The job.
    type: str
    required: true
  state:
    description:
      - C(ended) waits for its end. C(cancelled) cancels it first; past the point of no return the agent refuses.
    type: str
    choices: [ended, cancelled]
    default: ended
  wait_timeout:
    description:
      - Seconds to wait for the end of the job. The job goes on after that.
    type: int
    default: 7200
  silence_timeout:
    description:
      - Seconds for which the host may be silent, because it reboots or replaces its agent.
    type: int
    default: 900
extends_documentation_fragment:
  - linux_patch_api.agent.agent
  - linux_patch_api.agent.agent.read
"""

EXAMPLES = r"""
- name: Begin on all hosts
  linux_patch_api.agent.apply:
    host: web1.example.net
    wait: false
  register: begun

- name: And see later what became of it
  linux_patch_api.agent.job:
    host: web1.example.net
    job_id: "{{ begun.job_id }}"
  when: begun.job_id is defined
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

import re

from ansible_collections.linux_patch_api.agent.plugins.module_utils.connection import AgentError
from ansible_collections.linux_patch_api.agent.plugins.module_utils.jobs import run_module
from ansible_collections.linux_patch_api.agent.plugins.module_utils.plans import ENDED, has_changed

JOB_ID = re.compile("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")


def work(module, host):
    job_id = module.params["job_id"]
    if not JOB_ID.match(job_id):
        raise AgentError("job_id: %s is no job" % job_id)
    job = host.job(job_id)
    if job is None:
        raise AgentError("%s: no job %s" % (host.agent.name, job_id), error_code="JOB_NOT_FOUND")
    if module.params["state"] == "cancelled":
        if job["status"] not in ENDED:
            if module.check_mode:
                module.exit_json(changed=True, job_id=job_id, status=job["status"])
            host.agent.patient("DELETE", "/api/v1/jobs/%s" % job_id)
            job = host.follow(job_id)
            if job["status"] == "cancelled":
                module.exit_json(changed=True, job_id=job_id, status=job["status"], msg="job %s cancelled" % job_id)
        elif job["status"] == "cancelled":
            module.exit_json(changed=False, job_id=job_id, status=job["status"])
        raise AgentError("job %s has ended before: %s" % (job_id, job["status"]), job_id=job_id, status=job["status"])
    if job["status"] not in ENDED and not module.check_mode:
        job = host.follow(job_id)
    host.report(job, changed=has_changed(job)) if job["status"] in ENDED else module.exit_json(
        changed=False, job_id=job_id, status=job["status"], finished=False)


if __name__ == "__main__":
    run_module(
        dict(
            job_id=dict(type="str", required=True), state=dict(type="str", choices=["ended", "cancelled"], default="ended"),
            wait_timeout=dict(type="int", default=7200), silence_timeout=dict(type="int", default=900)), work)
