"""Lists: installed packages and offered updates, asked of the agent and of dpkg-query, apt and pkcon."""

import os
import statistics
import time

from made_database import MadeDatabase
from sections import Row, Section, Spread, number, table

LARGE = 3000
# One round of a figure is the median of so many.
WARM_REQUESTS, QUICK_RUNS, SLOW_RUNS = 30, 10, 2
INSTALLED, UPDATES = "/api/v1/packages", "/api/v1/patches"
TOOLS = {
    "dpkg-query -W": ("dpkg-query -W", QUICK_RUNS),
    "apt list --installed": ("apt list --installed", SLOW_RUNS),
    "pkcon get-packages --filter installed": ("pkcon get-packages --filter installed", SLOW_RUNS),
}
UPDATE_TOOLS = {
    "apt list --upgradable": ("apt list --upgradable", SLOW_RUNS),
    "pkcon get-updates": ("pkcon get-updates", SLOW_RUNS),
}
STATUS = "/var/lib/dpkg/status"


def measure(host, context):
    database = MadeDatabase(host.root)
    small = database.installed()
    figures = {"entering_true_ms": Spread(tuple(host.timed("/bin/true") for _ in range(20))).as_json()}
    found, offered, bytes_of = {}, {}, {}
    try:
        for count in (small, LARGE):
            database.write(count)
            host.settle()
            # apt's own cache of the indexes is made again after a change; everybody finds it made.
            host.run("apt list --installed >/dev/null")
            found[count], bytes_of[count] = _installed(host, context.rounds)
            offered[count] = _offered(host, context.rounds)
    finally:
        database.restore()
        host.settle()
    ratio = found[LARGE]["agent, warm"].median / found[LARGE]["dpkg-query -W"].median
    rows = []
    if "list_ratio_to_dpkg_query_max" in context.budgets:
        budget = context.budgets["list_ratio_to_dpkg_query_max"]
        rows.append(Row(f"list of {LARGE} installed packages, warm", ratio, "× dpkg-query -W", budget))
    figures |= {"installed": _json(found), "updates": _json(offered), "bytes": bytes_of, "ratio_to_dpkg_query": ratio}
    return Section("lists", figures, rows, _markdown(found, offered, bytes_of, figures["entering_true_ms"]["median"]))


def _installed(host, rounds):
    """Spreads in ms by what was asked, the tools and the agent in turn; and the bytes of the agent's answer."""
    values, size = {}, 0

    def note(what, value):
        values.setdefault(what, []).append(value)

    for _ in range(rounds):
        note("agent, first of a new process", _first(host, INSTALLED))
        with host.client() as asking:
            asking.timed("/health")
            touch(host)
            note("agent, after a change of the database", asking.timed(INSTALLED)[0])
            cpu = host.agent_cpu_ms()
            warm = [asking.timed(INSTALLED) for _ in range(WARM_REQUESTS)]
            note("agent, CPU of a warm one", (host.agent_cpu_ms() - cpu) / WARM_REQUESTS)
            note("agent, warm", statistics.median(ms for ms, _ in warm))
            size = warm[0][1]
            note("agent, 304", statistics.median(asking.not_modified(INSTALLED) for _ in range(WARM_REQUESTS)))
            # The answer is the same, as there is no compression; shown, not assumed.
            gzip = [asking.timed(INSTALLED, Accept_Encoding="gzip")[0] for _ in range(WARM_REQUESTS)]
            note("agent, warm, Accept-Encoding: gzip", statistics.median(gzip))
        # After the change it reads the updates again, and PackageKit is busy with it.
        host.settle()
        for what, (command, runs) in TOOLS.items():
            note(what, statistics.median(host.timed(command) for _ in range(runs)))
    return {what: Spread(tuple(round_values)) for what, round_values in values.items()}, size


def _offered(host, rounds):
    values = {}

    def note(what, value):
        values.setdefault(what, []).append(value)

    for _ in range(rounds):
        host.run("systemctl stop packagekit")
        note("agent, new process, PackageKit not running", _first(host, UPDATES))
        host.settle()
        with host.client() as asking:
            note("agent, warm", statistics.median(asking.timed(UPDATES)[0] for _ in range(WARM_REQUESTS)))
            note("agent, 304", statistics.median(asking.not_modified(UPDATES) for _ in range(WARM_REQUESTS)))
        host.run("systemctl stop packagekit")
        note("pkcon get-updates, PackageKit not running", host.timed("pkcon get-updates"))
        for what, (command, runs) in UPDATE_TOOLS.items():
            note(what, statistics.median(host.timed(command) for _ in range(runs)))
    return {what: Spread(tuple(round_values)) for what, round_values in values.items()}


def _first(host, path):
    """Milliseconds of the first request for it of a process that has just said that it is ready, on a connection that is open."""
    host.restart_agent()
    with host.client() as asking:
        elapsed, _ = asking.timed(path)
    host.settle()
    return elapsed


def touch(host):
    """The database has changed, as far as its file tells."""
    now = time.time_ns()
    os.utime(host.root + STATUS, ns=(now, now))


def _json(found):
    return {str(count): {what: spread.as_json() for what, spread in spreads.items()} for count, spreads in found.items()}


def _markdown(found, offered, bytes_of, true_ms):
    lines = ["### Lists\n",
             "Milliseconds: median (smallest–largest) of the rounds. The agent: one request on an open connection until its last byte, the "
             "whole list in one answer. The tools: inside of the container, start of the process included (`true` takes "
             f"{number(true_ms)} ms), output thrown away.\n"]
    counts = list(found)
    for title, spreads, unit in (("installed packages", found, "dpkg-query -W"), ("offered updates", offered, "apt list --upgradable")):
        head = [title] + [cell for count in counts for cell in (f"{count} installed", f"× {unit}")]
        body = []
        for what in spreads[counts[0]]:
            ratios = [number(spreads[count][what].median / spreads[count][unit].median) for count in counts]
            body.append([what] + [cell for count, ratio in zip(counts, ratios) for cell in (spreads[count][what], ratio)])
        lines.append(table(head, body))
    lines.append("The list of installed packages is read from dpkg's status file, not from PackageKit. Bytes of an answer: "
                 + ", ".join(f"{number(size)} for {count} packages" for count, size in bytes_of.items())
                 + ". 304: the same request with the ETag of the answer before. Compression: none is offered, so that a request for it is "
                 "answered the same.\n")
    return "\n".join(lines)
