#!/usr/bin/python
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: repair
short_description: Completes what was installed in part
description:
  - The package manager's own repair, on hosts with apt. With a package database that is in order no job is made.
options:
  accept_removals:
    description:
      - Accept that the package manager removes packages that nobody named.
    type: bool
    default: false
extends_documentation_fragment:
  - linux_patch_api.agent.agent
  - linux_patch_api.agent.agent.job
"""

EXAMPLES = r"""
- name: Nothing is installed in part
  linux_patch_api.agent.repair:
    host: web1.example.net
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

from ansible_collections.linux_patch_api.agent.plugins.module_utils.jobs import JOB_OPTIONS, Request, run_module
from ansible_collections.linux_patch_api.agent.plugins.module_utils.plans import has_changed


def is_clean(host):
    return host.agent.patient("GET", "/api/v1/system/info").get("package_db_clean") is not False


def work(module, host):
    body = dict(force=True, acknowledge_package_removal_risk=True) if module.params["accept_removals"] else {}
    request = Request("POST", "/api/v1/system/repair", body)
    if module.check_mode:
        clean = is_clean(host)
        if clean:
            module.exit_json(changed=False, msg="no package is installed in part")
        host.show(host.plan(request), changed=True)
    host.settle()
    if is_clean(host):
        module.exit_json(changed=False, msg="no package is installed in part", waited_for=host.waited_for)
    job, dummy, key = host.find(request)
    job_id = job["job_id"] if job is not None else host.send(request, key)["job_id"]
    if not module.params["wait"]:
        host.finish(job_id, resumed=job is not None)
    done = host.follow(job_id)
    # The database was not in order, and a repair is completed when it is.
    host.report(done, changed=done["status"] == "completed" or has_changed(done), resumed=job is not None, waited_for=host.waited_for)


if __name__ == "__main__":
    run_module(dict(accept_removals=dict(type="bool", default=False), **JOB_OPTIONS), work)
