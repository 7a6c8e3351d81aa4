"""A hundred agents on one machine, and a poller that visits them as a manager does: memory, idle cost, cost of a visit, and what follows from
it for a fleet (extrapolation.py). Takes about five minutes; needs root, and the package for the container that they run in."""

import time

import density_report
import fleet
import fleet_network
import load
import polling
import processes
import sections
import testbed

# Memory is read when there are so many.
STEPS = (1, *range(10, 101, 10))
AGENTS = STEPS[-1]
# A trim follows the last request by a second or two.
STEP_SETTLE_SECONDS = 4
# Idle threads of the runtime's pool end after 20 s, and PackageKit's last signals are over by then.
SETTLE_SECONDS = 30
IDLE_SECONDS = 60
NAME = "bench-density"


def run(context):
    load.build()
    with testbed.Testbed(NAME, context.package) as container, fleet_network.Network(AGENTS) as network:
        with fleet.Fleet(container, network, context.work) as agents:
            figures = measure(context, agents)
    return sections.Section("density", figures, [], density_report.markdown(figures, context.out))


def measure(context, agents):
    before = available_kb()
    growth = grow(agents)
    time.sleep(SETTLE_SECONDS - STEP_SETTLE_SECONDS)
    health, patches = agents.sizes
    figures = {
        "agents": AGENTS,
        "packages_installed": agents.packages(),
        "body_bytes": {"health": health, "patches": patches},
        "growth": growth,
        "idle": memory(agents) | {"machine_kb": before - available_kb()} | idle(agents),
    }
    figures["polled"] = polling.measure(context, agents)
    time.sleep(SETTLE_SECONDS)
    figures["after_polling"] = memory(agents)
    return figures


def grow(agents):
    """Memory with more and more of them, all visited once."""
    steps = []
    for before, count in zip((0, *STEPS), STEPS):
        agents.start(range(before + 1, count + 1))
        time.sleep(STEP_SETTLE_SECONDS)
        steps.append({"agents": count} | memory(agents))
    return steps


def memory(agents):
    """Of all agents together, kB."""
    rss, pss = processes.memory_kb(agents.pids)
    return {"rss_kb": rss, "pss_kb": pss}


def idle(agents):
    """No client; each agent tells the service manager every 15 s that it is alive, as its unit demands."""
    cpu, switches = processes.cpu_seconds(agents.pids), processes.switches(agents.pids)
    time.sleep(IDLE_SECONDS)
    cpu = processes.cpu_seconds(agents.pids) - cpu
    switches = processes.switches_between(switches, processes.switches(agents.pids))
    minutes = IDLE_SECONDS / 60
    return {"seconds": IDLE_SECONDS, "cpu_ms_a_minute_of_all": cpu * 1000 / minutes, "switches_a_minute_of_one": switches / minutes / AGENTS}


def available_kb():
    with open("/proc/meminfo", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("MemAvailable:"))
