#!/usr/bin/python
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: plan
short_description: Plans updates of a host; changes nothing
description:
  - Asks the agent for the package manager's own simulation of an apply. I(digest) of the result is what M(linux_patch_api.agent.apply)
    takes to do exactly this plan or nothing.
  - Waits for jobs that are under way on the host, because a plan that is made meanwhile is worth nothing.
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
  wait_timeout:
    description:
      - Seconds to wait for jobs that are under way.
    type: int
    default: 7200
  silence_timeout:
    description:
      - Seconds for which a host with a job may be silent.
    type: int
    default: 900
extends_documentation_fragment:
  - linux_patch_api.agent.agent
  - linux_patch_api.agent.agent.read
"""

EXAMPLES = r"""
- name: What would be done
  linux_patch_api.agent.plan:
    host: web1.example.net
    security_only: true
  register: planned

- name: Exactly that, or nothing
  linux_patch_api.agent.apply:
    host: web1.example.net
    security_only: true
    digest: "{{ planned.digest }}"
  when: planned.planned | length > 0
"""

RETURN = r"""
digest:
  description: Of the plan.
  returned: success
  type: str
planned:
  description: The changes as one list, each with C(name), C(architecture), C(action), C(from_version), C(to_version).
  returned: success
  type: list
  elements: dict
plan:
  description: The whole answer of the agent, with C(skipped), C(warnings), sizes and C(requires_reboot).
  returned: success
  type: dict
waited_for:
  description: Jobs that had to end first.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.linux_patch_api.agent.plugins.module_utils.jobs import run_module
from ansible_collections.linux_patch_api.agent.plugins.module_utils.selection import SELECTION, apply_request, check_names


def work(module, host):
    host.settle()
    plan = host.plan(apply_request(module.params))
    check_names(module, host.agent, plan)
    host.show(plan, changed=False)


if __name__ == "__main__":
    run_module(dict(SELECTION, wait_timeout=dict(type="int", default=7200), silence_timeout=dict(type="int", default=900)), work)
