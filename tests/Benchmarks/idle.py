"""What a server does while nobody asks: how often it wakes, and the time that this takes."""

import math
import os
import re
import time

import machine
import processes

UNIT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                    "packaging", "common", "usr", "lib", "systemd", "system", "linux-patch-api.service")
# Where the package puts it.
INSTALLED_UNIT = "/usr/lib/systemd/system/linux-patch-api.service"
# Threads of .NET's pool end twenty seconds after their last work; that is the end of what came before, not idleness.
SETTLE_SECONDS = 30
MEASURED_SECONDS = 60


def watchdog_seconds(unit=UNIT):
    """WatchdogSec of the agent's unit, that of the package unless another file is named."""
    with open(unit, encoding="utf-8") as file:
        return int(re.search(r"^WatchdogSec=(\d+)$", file.read(), re.MULTILINE).group(1))


def measure(servers):
    """All side by side and undisturbed: {name: {"wakeups": [in each watchdog period], "threads": {name: wake-ups in all of
    them}, "cpu_seconds": in all of them}}, the seconds, and the share of the machine's time in which it was busy with whatever."""
    period = watchdog_seconds()
    periods = math.ceil(MEASURED_SECONDS / period)
    time.sleep(SETTLE_SECONDS)
    machine_before = machine.processor_ticks()
    readings = [[reading(server) for server in servers]]
    for _ in range(periods):
        time.sleep(period)
        readings.append([reading(server) for server in servers])
    busy = machine.busy_share(machine_before, machine.processor_ticks())
    results = {}
    for number, server in enumerate(servers):
        mine = [column[number] for column in readings]
        results[server.name] = {
            "wakeups": [processes.switches_between(before[0], after[0]) for before, after in zip(mine, mine[1:])],
            "threads": processes.switches_by_name(mine[0][0], mine[-1][0]),
            "cpu_seconds": mine[-1][1] - mine[0][1],
        }
    return results, period * periods, busy


def reading(server):
    pids = server.pids()
    return processes.switches(pids), processes.cpu_seconds(pids)
