"""Options that a call would not read. Pure."""
from __future__ import absolute_import, division, print_function

__metaclass__ = type

from .connection import AgentError


def refuse_unread(params, defaults, why):
    """
    Fails with the name of an option that has another value than its default although this call does not read it: the task would do
    something else than what was written down, and succeed.
    """
    given = [name for name, default in defaults.items() if params[name] != default]
    if given:
        raise AgentError("%s: %s. Nothing was changed" % (", ".join(given), why))
