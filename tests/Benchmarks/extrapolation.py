"""From what was measured of a hundred agents to a fleet, by arithmetic alone."""

import sections

FLEETS = (2_500, 100_000)
# How often a manager asks each host, in seconds.
HEALTH_SECONDS, PATCHES_SECONDS = 300, 1_800
DAY = 86_400
# The agent closes a connection that has been without a request for so long (HttpLimits.KeepAliveTimeout).
KEEP_ALIVE_SECONDS = 120


def fleet(hosts, figures):
    """What a fleet of that size means for the manager's side, with a new connection for each visit and with kept ones."""
    visits = hosts * (1 / HEALTH_SECONDS + 1 / PATCHES_SECONDS)
    result = {"hosts": hosts, "visits_a_second": visits}
    for mode in ("new", "kept"):
        of = {key: value["median"] for key, value in figures["polled"][mode].items()}
        asked = visits if mode == "new" else max(visits, hosts / KEEP_ALIVE_SECONDS)
        result[mode] = {
            "requests_a_second": asked,
            "handshakes_a_second": visits if mode == "new" else 0,
            "cores": asked * of["poller_us"] / 1e6,
            "sent_mbit_a_second": asked * of["to_agent_bytes"] * 8 / 1e6,
            "received_mbit_a_second": asked * of["from_agent_bytes"] * 8 / 1e6,
            "connections_mb": hosts * figures["polled"]["poller_connection_kb"] / 1024 if mode == "kept" else 0,
        }
    return result


def host_day(figures):
    """CPU seconds of one agent in a day: idle, and idle with all visits, by new and by kept connections."""
    idle = figures["idle"]["cpu_ms_a_minute_of_all"] / figures["agents"] / 1000 / 60 * DAY
    visits = DAY * (1 / HEALTH_SECONDS + 1 / PATCHES_SECONDS)
    new, kept = (figures["polled"][mode]["agent_us"] / 1e6 for mode in ("new_calm", "kept_calm"))
    return {"idle_s": idle, "visits": visits, "new_s": idle + visits * new, "kept_s": idle + max(visits, DAY / KEEP_ALIVE_SECONDS) * kept}


def markdown(figures):
    number = sections.number
    fleets = [fleet(hosts, figures) for hosts in FLEETS]
    of = {mode: {key: value["median"] for key, value in figures["polled"][mode].items()} for mode in ("new", "kept")}
    rows = [("visits a second = hosts × (1/300 + 1/1 800)", *(number(each["visits_a_second"]) for each in fleets), "same", "same")]
    for what, key in (("requests a second", "requests_a_second"), ("full handshakes a second", "handshakes_a_second"),
                      ("cores of the manager for TLS and HTTP", "cores"), ("sent by the manager, Mbit/s", "sent_mbit_a_second"),
                      ("received by the manager, Mbit/s", "received_mbit_a_second"),
                      ("memory of the manager for its connections, MB", "connections_mb")):
        rows.append((what, *(number(each[mode][key]) for mode in ("new", "kept") for each in fleets)))
    day = host_day(figures)
    head = ("what", *(f"{number(hosts)} hosts, {name}" for name in ("new connections", "kept") for hosts in FLEETS))
    return f"""\
### What follows for a fleet

Arithmetic, nothing of it was measured: what a visit costs on either side, times visits a second.

{sections.table(head, rows)}
{visit("new", of["new"])}
{visit("kept", of["kept"])}
- One host pays {number(day['idle_s'])} s of CPU a day idle; {number(day['new_s'])} s with {number(day['visits'])} visits by new connections;
  {number(day['kept_s'])} s with {number(DAY / KEEP_ALIVE_SECONDS)} requests on a kept one. Here the calm run counts; for the
  manager, whose caches are warm, the fast one.
- Assumed: hosts are asked evenly over time, not all at once; every patch list is as long as here; a manager's own work with the answers, its
  database and its name service are not counted; each of its cores is as fast as this machine's and loses nothing to the others; a visit to a
  far host costs CPU as one to a near host does. The poller is .NET on OpenSSL without session resumption; a manager on another TLS stack pays
  what that costs.
- The agent closes a connection after {KEEP_ALIVE_SECONDS} s without a request. A manager that keeps connections has to ask every host at least
  that often, which is counted; it is more than its visits. Connections that it lets be closed cost it what new ones do.
"""


def visit(mode, of):
    number = sections.number
    return (f"- A visit by a {mode} connection: {number(of['poller_us'])} µs of the manager's CPU, {number(of['to_agent_bytes'])} bytes to the "
            f"host, {number(of['from_agent_bytes'])} from it.")
