"""The selection of updates, as plan and apply take it."""
from __future__ import absolute_import, division, print_function

__metaclass__ = type

from .connection import AgentError
from .jobs import Request
from .plans import left_out, unknown_names

SELECTION = dict(
    packages=dict(type="list", elements="str"),
    patches=dict(type="list", elements="str"),
    exclude=dict(type="list", elements="str"),
    security_only=dict(type="bool", default=False),
    min_severity=dict(type="str", choices=["critical", "high", "medium", "low"]),
    refresh=dict(type="bool", default=False),
    unknown=dict(type="str", choices=["fail", "warn"], default="fail"),
)


def apply_request(params):
    """What an apply with these options sends. An empty list stays one: it means nothing, and absence means everything."""
    body = {name: params[name] for name in ("packages", "patches", "exclude", "min_severity") if params[name] is not None}
    body.update({name: True for name in ("security_only", "refresh") if params[name]})
    return Request("POST", "/api/v1/patches/apply", body)


def check_names(module, agent, plan):
    """A selection that is misspelt in part fails as a whole: half of what was meant is not what was meant."""
    params, skipped = module.params, plan.get("skipped") or []
    for warning in plan.get("warnings") or []:
        module.warn("%s: %s" % (agent.name, warning))
    unknown = unknown_names(skipped)
    if unknown and params["unknown"] == "fail":
        raise AgentError(
            "neither installed nor offered: %s; check the names. Nothing was changed" % ", ".join(unknown),
            unknown_names=unknown, plan=plan)
    named = set((params["packages"] or []) + (params["patches"] or []))
    for sentence in left_out([item for item in skipped if item["name"] in named]):
        module.warn("%s: left out: %s" % (agent.name, sentence))
