#!/usr/bin/python
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: info
short_description: What an agent knows of its host
description:
  - Reads health, system, pending patches and more. Changes nothing.
options:
  gather:
    description:
      - What to read.
    type: list
    elements: str
    choices: [health, system, patches, packages, restarts, doctor, jobs, reboots]
    default: [health, system, patches]
  max_age:
    description:
      - Seconds that the package lists may be old; the agent refreshes older ones, within 20 seconds, and says how old they are. Only
        with C(patches) or C(packages) in I(gather).
    type: int
extends_documentation_fragment:
  - linux_patch_api.agent.agent
  - linux_patch_api.agent.agent.read
"""

EXAMPLES = r"""
- name: How is it
  linux_patch_api.agent.info:
    host: web1.example.net
    gather: [health, patches, restarts]
  register: web1

- name: Nothing may wait that is for security
  ansible.builtin.assert:
    that: web1.patches.security_updates == 0
"""

RETURN = r"""
health:
  description: C(status), C(degraded_reasons), certificates, age of the package lists.
  returned: when gathered
  type: dict
system:
  description: The host, with C(pending_reboot) and its reasons, and C(package_db_clean).
  returned: when gathered
  type: dict
patches:
  description: C(patches), C(total), C(security_updates), C(stale).
  returned: when gathered
  type: dict
packages:
  description: The installed packages.
  returned: when gathered
  type: dict
restarts:
  description: What still runs replaced code.
  returned: when gathered
  type: dict
doctor:
  description: The checks of the agent.
  returned: when gathered
  type: dict
jobs:
  description: The newest jobs.
  returned: when gathered
  type: dict
reboots:
  description: The last reboots, with who and why.
  returned: when gathered
  type: dict
"""

from ansible_collections.linux_patch_api.agent.plugins.module_utils.jobs import run_module
from ansible_collections.linux_patch_api.agent.plugins.module_utils.unread import refuse_unread

PATHS = dict(
    health="/health", system="/api/v1/system/info", patches="/api/v1/patches", packages="/api/v1/packages",
    restarts="/api/v1/system/restarts", doctor="/api/v1/system/doctor", jobs="/api/v1/jobs", reboots="/api/v1/system/reboots")

# What is read from the package lists, and so has an age.
DATED = ("patches", "packages")

# The first list after the start of an agent waits for PackageKit.
SLOW_SECONDS = 120


def work(module, host):
    found = {}
    if not any(what in DATED for what in module.params["gather"]):
        refuse_unread(module.params, dict(max_age=None), "only with patches or packages in gather")
    for what in module.params["gather"]:
        dated = what in DATED
        found[what] = host.agent.patient(
            "GET", PATHS[what], query=dict(max_age=module.params["max_age"] if dated else None),
            timeout=max(module.params["timeout"], SLOW_SECONDS) if dated or what == "doctor" else None)
    module.exit_json(changed=False, **found)


if __name__ == "__main__":
    run_module(
        dict(
            gather=dict(type="list", elements="str", choices=list(PATHS), default=["health", "system", "patches"]),
            max_age=dict(type="int")), work)
