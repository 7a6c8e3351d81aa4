"""Changes: one small package installed and removed, fifty updates applied, and what a client meets while that goes on.

Each by apt-get, by pkcon and by the agent in turn, from the same starting state: what the agent adds to PackageKit and PackageKit to apt
can be told apart.
"""

import json
import os
import re
import subprocess
import sys

import container
from sections import Row, Section, Spread, number, table

SMALL, MANY, UPDATES = "sample-small", "sample-many", 50
# An apply with its return to the old versions takes a quarter of a minute for each of the three.
APPLY_ROUNDS, LATENCY_ROUNDS = 3, 3
IDLE_SECONDS = 10
# What packagekitd has written since it was asked last.
JOURNAL = "journalctl --sync; journalctl -q -o cat -t PackageKit --cursor-file=/var/tmp/bench-cursor"
CLIENT = os.path.join(container.HERE, "good_client.py")
# Of the test bed: one is held, one has an update that cannot go in.
HINDERED = "sample-held sample-blocked"
OLD = " ".join(f"{MANY}{i}=1.0-1" for i in range(1, UPDATES + 1))


def measure(host, context):
    _prepare(host)
    small = _small(host, context.rounds)
    applied = _apply(host, min(context.rounds, APPLY_ROUNDS))
    idle, busy = _latency(host, min(context.rounds, LATENCY_ROUNDS))
    rows = []
    if "p99_during_transaction_ms_max" in context.budgets:
        budget = context.budgets["p99_during_transaction_ms_max"]
        rows.append(Row(f"p99 of a good client while {UPDATES} updates go in", busy["p99_ms"].median, "ms", budget))
    figures = {"small": _json(small), f"apply_of_{UPDATES}": _json(applied),
               "client_idle": _json(idle), "client_during_transaction": _json(busy)}
    return Section("changes", figures, rows, _markdown(small, applied, idle, busy))


def _prepare(host):
    """What is offered afterwards is the newer version of fifty installed packages, and nothing else that apt would take."""
    host.sandbox("publish", SMALL, "1.0-1")
    host.sandbox("bulk", MANY, str(UPDATES), "1.0-1")
    host.sandbox("bulk", MANY, str(UPDATES), "2.0-1")
    host.run(f"apt-get purge -y --allow-change-held-packages {HINDERED} && apt-get update -q && apt-get upgrade -y")
    _reset(host)
    offered = int(host.run("apt-get -s upgrade | grep -c ^Inst"))
    if offered != UPDATES:
        raise container.CommandFailed(f"apt-get would upgrade {offered} packages, not {UPDATES}")


def _reset(host):
    """The old versions, and nothing in the cache of downloads."""
    host.run(f"apt-get install -y --allow-downgrades {OLD} && apt-get clean")
    host.settle()


def _small(host, rounds):
    """Seconds by (install or remove, by whom)."""
    values = {}
    install = {"apt-get": lambda: host.timed(f"apt-get install -y {SMALL}") / 1000,
               "pkcon": lambda: host.timed(f"pkcon -y install {SMALL}") / 1000,
               "agent": lambda: _job(host, values, "install", "POST", "/api/v1/packages", {"packages": [{"name": SMALL}]})}
    remove = {"apt-get": lambda: host.timed(f"apt-get remove -y {SMALL}") / 1000,
              "pkcon": lambda: host.timed(f"pkcon -y remove {SMALL}") / 1000,
              "agent": lambda: _job(host, values, "remove", "DELETE", f"/api/v1/packages/{SMALL}")}
    for _ in range(rounds):
        for who in install:
            host.run("apt-get clean")
            host.settle()
            values.setdefault(("install", who), []).append(install[who]())
            host.settle()
            values.setdefault(("remove", who), []).append(remove[who]())
    return {key: Spread(tuple(seconds)) for key, seconds in values.items()}


def _apply(host, rounds):
    values = {}
    ways = {"apt-get": lambda: host.timed("apt-get upgrade -y") / 1000,
            "pkcon": lambda: host.timed("pkcon -y update") / 1000,
            "agent": lambda: _job(host, values, "apply", "POST", "/api/v1/patches/apply", {}, UPDATES)}
    for _ in range(rounds):
        for who, way in ways.items():
            values.setdefault(("apply", who), []).append(way())
            left = host.run(f"dpkg-query -W '{MANY}*' | grep -vc 2.0-1 || true")
            if left != "0":
                raise container.CommandFailed(f"{who} left {left} of {UPDATES} packages as they were")
            _reset(host)
    return {key: Spread(tuple(seconds)) for key, seconds in values.items()}


def _job(host, values, what, method, path, body=None, changes=1):
    cpu = host.agent_cpu_ms()
    host.run(JOURNAL)
    with host.client() as asking:
        asking.timed("/health")
        seconds, job = asking.job(method, path, body)
    if len(job["changes"]) != changes:
        raise container.CommandFailed(f"the job changed {len(job['changes'])} packages, not {changes}")
    values.setdefault((what, "agent's own CPU"), []).append((host.agent_cpu_ms() - cpu) / 1000)
    values.setdefault((what, "in PackageKit"), []).append(sum(packagekit_seconds(host.run(JOURNAL)).values()))
    return seconds


def packagekit_seconds(journal):
    """Seconds of the transactions that packagekitd says to have finished, by role."""
    seconds = {}
    for role, milliseconds in re.findall(r"^([a-z-]+) transaction \S+ from uid 0 finished with \S+ after (\d+)ms$", journal, re.MULTILINE):
        seconds[role] = seconds.get(role, 0) + int(milliseconds) / 1000
    return seconds


def _latency(host, rounds):
    """Spreads of what good_client.py found, with an idle agent and during an apply."""
    idle = [_good_client(host, IDLE_SECONDS)]
    busy = []
    for _ in range(rounds):
        busy.append(_good_client(host, 0))
        _reset(host)
    return [{key: Spread(tuple(one[key] for one in found)) for key in found[0]} for found in (idle, busy)]


def _good_client(host, seconds):
    """For so long, or when 0, as long as an apply takes."""
    client = subprocess.Popen([sys.executable, CLIENT, host.facts["address"], host.files],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        client.stdout.readline()
        if seconds:
            host.run(f"sleep {seconds}")
        else:
            with host.client() as asking:
                asking.job("POST", "/api/v1/patches/apply", {})
        text, _ = client.communicate("\n", timeout=30)
    finally:
        client.kill()
        client.wait()
    return json.loads(text)


def _json(spreads):
    return {" ".join(key) if isinstance(key, tuple) else key: spread.as_json() for key, spread in spreads.items()}


def _markdown(small, applied, idle, busy):
    body = []
    for spreads, what, title in ((small, "install", "install of a small package"), (small, "remove", "its removal"),
                                 (applied, "apply", f"{UPDATES} updates")):
        apt, pkcon, agent, inner, cpu = (spreads[(what, who)] for who in ("apt-get", "pkcon", "agent", "in PackageKit", "agent's own CPU"))
        over = agent.median - apt.median
        body.append([title, apt, pkcon, agent, f"{over:+.2f} s, {over / apt.median:+.0%}",
                     f"{agent.median - pkcon.median:+.2f} s", inner, cpu])
    latency = [[title] + [found[key] for key in ("p50_ms", "p99_ms", "max_ms", "late_p99_ms", "requests")]
               for title, found in (("idle agent", idle), (f"while {UPDATES} updates go in", busy))]
    return "\n".join([
        "### Changes\n",
        "Seconds: median (smallest–largest). The agent from POST or DELETE until the answer to a long poll that tells the job's end: plan, "
        "simulation, transaction, verification against dpkg's database, and what is kept for a rollback. Nothing lies in apt's cache "
        "beforehand; the repository is on the same machine, the packages are a few kilobytes: it is the difference in seconds that is added "
        "to larger ones. In PackageKit: the sum of the transactions of all kinds that packagekitd finished meanwhile.\n",
        table(["what", "apt-get", "pkcon", "agent", "agent − apt-get", "agent − pkcon", "of it in PackageKit", "agent's own CPU"], body),
        "Milliseconds of GET /health and GET /api/v1/packages in turn at 100 a second on one connection, from the time at which each was "
        f"due; {number(idle['list_bytes'].median)} bytes of list. `late` is how late the client itself woke up for those that it had not to "
        "wait for.\n",
        table(["good client", "p50", "p99", "max", "late, p99", "requests"], latency)])
