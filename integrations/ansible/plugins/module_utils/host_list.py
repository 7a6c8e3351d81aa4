"""A list of agents as people write it, the same as in the agent's own client. Pure."""
from __future__ import absolute_import, division, print_function

__metaclass__ = type

import collections
import re

DEFAULT_PORT = 12443

Host = collections.namedtuple("Host", "name address port")

NAME = re.compile("^[A-Za-z0-9][A-Za-z0-9.-]*$")
IPV6 = re.compile("^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$")


def parse_host(text):
    """HOST, HOST:PORT, an address of IPv6 with or without brackets, or the same as an https URL. ValueError for anything else."""
    bare = text[len("https://"):].rstrip("/") if text.lower().startswith("https://") else text
    port = DEFAULT_PORT
    if bare.startswith("["):
        address, closed, rest = bare[1:].partition("]")
        good = bool(closed) and bool(IPV6.match(address)) and (not rest or rest.startswith(":"))
        digits = rest[1:] if rest else None
    elif IPV6.match(bare):
        address, good, digits = bare, True, None
    else:
        address, colon, rest = bare.partition(":")
        good, digits = bool(NAME.match(address)), rest if colon else None
    if digits is not None:
        good = good and digits.isascii() and digits.isdigit() and 1 <= int(digits) <= 65535
        port = int(digits) if good else port
    if not good:
        raise ValueError("%r is no host" % text)
    return Host(text if port == DEFAULT_PORT or digits is None else bare.rsplit(":", 1)[0].strip("[]"), address, port)


def parse_list(lines):
    """Blank lines and what follows a # are left out; a host that is there twice is an error."""
    hosts, seen = [], set()
    for line in lines:
        text = line.split("#")[0].strip()
        if not text:
            continue
        host = parse_host(text)
        if host.name in seen:
            raise ValueError("%s is there twice" % host.name)
        seen.add(host.name)
        hosts.append(host)
    return hosts
