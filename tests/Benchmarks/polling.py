"""The poller's runs against a fleet, and what they cost on both sides. Verb: PollLoad.cs."""

import json
import os
import time

import fleet
import fleet_network
import load
import processes
import sections

# How often each agent is asked for its patches in a run; six times as often for its health.
CYCLES = 3
# Visits a second of the run in which they do not wait for each other: far below what one core of agents can answer.
CALM_RATE = 50
# What an agent does after a visit that is followed by none, giving memory back among it, is a part of the visit's cost.
AFTERWARDS_SECONDS = 3
# Connections to each agent in the two runs whose difference is the poller's memory of a connection.
FEW, MANY = 1, 11


def measure(context, agents):
    hosts = hosts_file(context.work, agents.network, FEW)
    found = {}
    for mode in ("new", "kept"):
        runs = [poll(agents, hosts, mode, rate=0, cycles=CYCLES) for _ in range(context.rounds)]
        found[mode] = {key: sections.Spread(tuple(run[key] for run in runs)).as_json() for key in runs[0]}
        found[mode + "_calm"] = poll(agents, hosts, mode, rate=CALM_RATE, cycles=1)
    many = poll(agents, hosts_file(context.work, agents.network, MANY), "kept", rate=0, cycles=1)
    few = poll(agents, hosts, "kept", rate=0, cycles=1)
    found["poller_connection_kb"] = (many["poller_rss_kb"] - few["poller_rss_kb"]) / (len(agents.pids) * (MANY - FEW))
    return found


def hosts_file(work, network, connections):
    path = os.path.join(work, f"hosts{connections}")
    with open(path, "w", encoding="ascii") as file:
        for _ in range(connections):
            file.writelines(f"{fleet_network.address(number)}:{fleet.PORT}\n" for number in network.numbers)
    return path


def poll(agents, hosts, mode, rate, cycles):
    """One run. CPU in µs and bytes a visit, latencies in ms, the poller's memory with its connections still open in kB."""
    with load.Load("poll", hosts, agents.client, mode, rate, cycles) as poller:
        poller.line()
        own, cpu, octets = processes.cpu_seconds([poller.process.pid]), processes.cpu_seconds(agents.pids), agents.network.octets()
        poller.go()
        result = json.loads(poller.line())
        own = processes.cpu_seconds([poller.process.pid]) - own
        if rate:
            time.sleep(AFTERWARDS_SECONDS)
        cpu = processes.cpu_seconds(agents.pids) - cpu
        sent, received = (after - before for before, after in zip(octets, agents.network.octets()))
        held = processes.memory_kb([poller.process.pid])[0]
        poller.go()
    visits = result["visits"]
    return {
        "visits_a_second": visits / result["seconds"],
        "agent_us": cpu / visits * 1e6,
        "poller_us": own / visits * 1e6,
        "to_agent_bytes": sent / visits,
        "from_agent_bytes": received / visits,
        "median_ms": result["median_ms"],
        "p99_ms": result["p99_ms"],
        "poller_rss_kb": held,
    }
