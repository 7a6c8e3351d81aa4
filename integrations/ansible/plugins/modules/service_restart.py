#!/usr/bin/python
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: service_restart
short_description: Restarts a service of a host
description:
  - Succeeds when the service is active under another invocation id and still in that one two seconds later.
  - With I(run), a service that this run has restarted is not restarted again.
options:
  name:
    description:
      - The service; a name without a suffix means one.
    type: str
    required: true
  if_needed:
    description:
      - Only when it still runs replaced code.
    type: bool
    default: false
extends_documentation_fragment:
  - linux_patch_api.agent.agent
  - linux_patch_api.agent.agent.job
"""

EXAMPLES = r"""
- name: The new library is in use
  linux_patch_api.agent.service_restart:
    host: web1.example.net
    name: nginx
    if_needed: true
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

from urllib.parse import quote

from ansible_collections.linux_patch_api.agent.plugins.module_utils.jobs import JOB_OPTIONS, Request, run_module


def work(module, host):
    name = module.params["name"]
    if module.params["if_needed"]:
        unit = name if "." in name else name + ".service"
        found = host.agent.patient("GET", "/api/v1/system/restarts")
        if found.get("limitation"):
            module.warn("%s: %s" % (host.agent.name, found["limitation"]))
        if unit not in [each.get("unit") for each in found.get("units") or []]:
            module.exit_json(changed=False, msg="%s runs no replaced code" % unit)
    request = Request("POST", "/api/v1/system/services/%s/restart" % quote(name, safe=""), {}, once=True)
    if module.check_mode:
        host.show(host.plan(request), changed=True)
    job, dummy, key = host.find(request)
    host.finish(job["job_id"], resumed=True) if job is not None else host.finish(host.send(request, key)["job_id"])


if __name__ == "__main__":
    run_module(dict(name=dict(type="str", required=True), if_needed=dict(type="bool", default=False), **JOB_OPTIONS), work)
