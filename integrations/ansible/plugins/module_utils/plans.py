"""Plans and outcomes as values. Pure."""
from __future__ import absolute_import, division, print_function

__metaclass__ = type

import hashlib
import json

ACTIONS = ("install", "upgrade", "downgrade", "reinstall", "remove")

ENDED = ("completed", "failed", "cancelled")


def entries(plan):
    """The changes of a plan as one list, each with its action."""
    return [dict(item, action=action) for action in ACTIONS for item in plan.get(action) or []]


def unknown_names(skipped):
    """Names that mean nothing on the host: neither installed nor offered. Most often misspelt."""
    return [item["name"] for item in skipped or [] if item.get("from_version") is None and item.get("to_version") is None]


def left_out(skipped):
    """What was named and is left out although an update is there; a sentence each."""
    return [
        "%s: %s" % (item["name"], item.get("reason") or "left out") for item in skipped or []
        if item.get("to_version") is not None and item.get("from_version") != item.get("to_version")]


def changes_of(job):
    """The changes of a job that were verified to have taken place."""
    return [item for item in job.get("changes") or [] if item.get("outcome") in ("applied", "different")]


def has_changed(job):
    """Whether the host is another than before, as the agent verified it."""
    return bool(
        changes_of(job)
        or [unit for unit in job.get("restarted") or [] if unit.get("outcome") in ("restarted", "failed")]
        or (job.get("reboot") or {}).get("new_boot_id")
        or (job.get("status") == "completed" and job.get("operation") in ("service_restart", "reboot")))


def diff(changes, host):
    """For --diff: the packages before and after, a line each."""
    def lines(member):
        texts = sorted(
            "%s:%s %s" % (item["name"], item.get("architecture") or "?", item[member]) for item in changes if item.get(member))
        return "".join(text + "\n" for text in texts)
    return dict(
        before=lines("from_version"), after=lines("to_version"), before_header="%s: packages" % host, after_header="%s: packages" % host)


def key_of(run, host, request, attempt):
    """The idempotency key of one request of a run; the run's name may be long and in any script, a key is 128 ASCII characters at most."""
    text = json.dumps([run, host, request, attempt], sort_keys=True)
    return "ansible-" + hashlib.sha256(text.encode("utf-8")).hexdigest()


def outcome(job):
    """What became of a job, as members of a module's result."""
    return dict(
        job_id=job.get("job_id"),
        operation=job.get("operation"),
        status=job.get("status"),
        finished=job.get("status") in ENDED,
        message=job.get("message"),
        changes=job.get("changes") or [],
        restarted=job.get("restarted") or [],
        reboot=job.get("reboot"),
        job_warnings=job.get("warnings") or [],
        rollback=job.get("rollback"),
        error_code=job.get("error_code"),
        job_error=job.get("error"),
        retryable=job.get("retryable"))


def summary(job):
    """One line."""
    text = job.get("error") if job.get("status") == "failed" else job.get("message")
    code = "%s: " % job["error_code"] if job.get("error_code") else ""
    bad = ["%s is %s%s" % (item["name"], item["outcome"], ": " + item["reason"] if item.get("reason") else "")
           for item in job.get("changes") or []
           if item.get("outcome") in ("unchanged", "different") and item["name"] not in (text or "")]
    more = " (%s)" % "; ".join(bad) if bad and job.get("status") == "failed" else ""
    return "job %s %s: %s%s%s" % (job.get("job_id"), job.get("status"), code, text or "no message", more)
