#!/usr/bin/python
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: package
short_description: Installs, updates and removes packages of a host
description:
  - One job for all names of C(present) and C(latest), one for each name of C(absent). A job succeeds when the agent has compared the
    installed versions with its plan.
options:
  name:
    description:
      - Names, each with C(=VERSION) for an exact version. One that is neither installed nor offered fails the task before anything
        changes; for C(absent) it is a warning. C(absent) removes whatever version is installed, so it takes names only.
    type: list
    elements: str
    required: true
  state:
    description:
      - C(present) installs what is missing, and what is there in another version than the one named. C(latest) also updates.
    type: str
    choices: [present, latest, absent]
    default: present
  allow_downgrade:
    description:
      - Whether an older version than the installed one may go in. Not with C(absent).
    type: bool
    default: false
  no_recommends:
    description:
      - Leave recommended packages out, where the package manager can do that by D-Bus. Not with C(absent).
    type: bool
    default: false
  force:
    description:
      - Accept that more is removed than was named, and change held packages.
    type: bool
    default: false
  autoremove:
    description:
      - Also what was installed for these packages only. Only with C(absent).
    type: bool
    default: false
  digest:
    description:
      - Of a dry run of the same; only with a single job.
    type: str
extends_documentation_fragment:
  - linux_patch_api.agent.agent
  - linux_patch_api.agent.agent.job
"""

EXAMPLES = r"""
- name: A tool, in an exact version
  linux_patch_api.agent.package:
    host: web1.example.net
    name: ["curl=7.88.1-10+deb12u8"]

- name: Not this one
  linux_patch_api.agent.package:
    host: web1.example.net
    name: [telnet]
    state: absent
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

from ansible_collections.linux_patch_api.agent.plugins.module_utils.connection import AgentError, Refused
from ansible_collections.linux_patch_api.agent.plugins.module_utils.jobs import JOB_OPTIONS, Request, run_module
from ansible_collections.linux_patch_api.agent.plugins.module_utils.plans import (
    diff, changes_of, entries, has_changed, outcome, summary)
from ansible_collections.linux_patch_api.agent.plugins.module_utils.unread import refuse_unread


def installed(host, names):
    """The installed version of each name, None for one that is only offered; and the names that nobody knows."""
    versions, unknown = {}, []
    for name in names:
        try:
            found = host.agent.patient("GET", "/api/v1/packages/" + quote(name, safe=""))
            versions[name] = None if found.get("status") == "available" else found.get("version")
        except Refused as refusal:
            if refusal.code != "PKG_NOT_FOUND":
                raise
            unknown.append(name)
    return versions, unknown


def wanted_versions(params):
    """The version that is wanted of each name, None for any. Pure."""
    if params["state"] == "absent":
        refuse_unread(params, dict(allow_downgrade=False, no_recommends=False), "not with state absent, which puts nothing in")
    else:
        refuse_unread(params, dict(autoremove=False), "only with state absent")
    wanted = {}
    for text in params["name"]:
        name, equals, version = text.partition("=")
        if not name:
            raise AgentError("name: %r names no package. Nothing was changed" % text)
        if equals and not version:
            # Most often a variable that is empty: any version would go in where an exact one was meant.
            raise AgentError("name: %r has no version after its =. Nothing was changed" % text)
        if equals and params["state"] == "absent":
            raise AgentError(
                "name: %r has a version, and state absent removes whatever version is installed; give the name alone. Nothing was changed"
                % text)
        if name in wanted:
            raise AgentError("name: %s is named twice. Nothing was changed" % name)
        wanted[name] = version or None
    return wanted


def requests_of(module, host, wanted):
    params = module.params
    versions, unknown = installed(host, wanted)
    if params["state"] == "absent":
        for name in unknown:
            module.warn("%s: %s is neither installed nor offered" % (host.agent.name, name))
        query = {option: True for option in ("force", "autoremove") if params[option]}
        return [
            Request("DELETE", "/api/v1/packages/" + quote(name, safe=""), query=query, digest=params["digest"])
            for name in wanted if versions.get(name) is not None]
    if unknown:
        raise AgentError(
            "neither installed nor offered: %s; check the names. Nothing was changed" % ", ".join(unknown), unknown_names=unknown)
    missing = [
        name for name, version in wanted.items()
        if params["state"] == "latest" and version is None or versions[name] is None or version not in (None, versions[name])]
    if not missing:
        return []
    body = dict(packages=[dict(name=name, **(dict(version=wanted[name]) if wanted[name] else {})) for name in missing])
    options = {option: True for option in ("allow_downgrade", "no_recommends", "force") if params[option]}
    if options:
        body["options"] = options
    return [Request("POST", "/api/v1/packages", body, digest=params["digest"])]


def work(module, host):
    found, wanted = {}, wanted_versions(module.params)
    if not module.check_mode and not module.params["run"]:
        host.settle()
    requests = requests_of(module, host, wanted)
    if not module.check_mode and module.params["run"] and requests:
        # The job of an earlier attempt is found by what that attempt sent, before anything of it is done.
        found[0] = host.find(requests[0])
        if found[0][0] is None and host.waited_for:
            found, requests = {}, requests_of(module, host, wanted)
    if module.params["digest"] and len(requests) > 1:
        raise AgentError("digest: these are %d jobs, and a digest is of one plan" % len(requests))
    planned, jobs, begun, changed = [], [], [], False
    for number, request in enumerate(requests):
        if module.check_mode:
            planned.append(host.plan(request))
            continue
        job, plan, key = found.get(number) or host.find(request)
        resumed = job is not None
        if plan is not None and not entries(plan):
            continue
        job_id = job["job_id"] if resumed else host.send(request, key)["job_id"]
        if len(requests) == 1:
            host.finish(job_id, resumed=resumed)
        if not module.params["wait"]:
            begun.append(job_id)
            continue
        job = host.follow(job_id)
        jobs.append(job)
        changed = changed or has_changed(job)
        if job["status"] != "completed":
            module.fail_json(msg=summary(job), changed=changed, jobs=[outcome(each) for each in jobs], **outcome(job))
    if begun:
        module.exit_json(
            changed=False, job_ids=begun, finished=False, waited_for=host.waited_for,
            msg="jobs %s are begun; nothing is verified yet" % ", ".join(begun))
    result = dict(changed=changed, waited_for=host.waited_for, jobs=[outcome(each) for each in jobs])
    changes = [item for job in jobs for item in changes_of(job)]
    if module.check_mode:
        changes = [item for plan in planned for item in entries(plan)]
        result.update(changed=bool(changes), plans=planned, planned=changes)
        if len(planned) == 1:
            result.update(plan=planned[0], digest=planned[0].get("digest"))
    if module._diff:
        result["diff"] = diff(changes, host.agent.name)
    module.exit_json(**result)


if __name__ == "__main__":
    run_module(
        dict(
            name=dict(type="list", elements="str", required=True),
            state=dict(type="str", choices=["present", "latest", "absent"], default="present"),
            allow_downgrade=dict(type="bool", default=False), no_recommends=dict(type="bool", default=False),
            force=dict(type="bool", default=False), autoremove=dict(type="bool", default=False), digest=dict(type="str"),
            **JOB_OPTIONS), work)
