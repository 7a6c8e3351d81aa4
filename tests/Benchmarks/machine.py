"""What the figures were measured on."""

import datetime
import os
import platform


def first_field(path, name):
    """The value of a "name : value" line of a /proc file; "unknown" without one."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith(name):
                return line.split(":", 1)[1].strip()
    return "unknown"


def facts():
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "cpu": first_field("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memory": first_field("/proc/meminfo", "MemTotal"),
        "kernel": platform.release(),
        "distribution": platform.freedesktop_os_release().get("PRETTY_NAME", "unknown"),
        # Above about 0.3 before the run, other work was on the machine and times scatter.
        "load_before": round(os.getloadavg()[0], 2),
    }


def processor_ticks():
    """(all, idle) so far, of all cores together."""
    with open("/proc/stat", encoding="ascii") as file:
        ticks = [int(field) for field in file.readline().split()[1:9]]
    return sum(ticks), ticks[3] + ticks[4]


def busy_share(before, after):
    """Of the time between two readings of processor_ticks; what a hypervisor took for others counts as busy."""
    return 1 - (after[1] - before[1]) / (after[0] - before[0])


def markdown(values):
    return (f"{values['date']}; {values['cpu']}, {values['cores']} cores, {values['memory']} of memory; Linux {values['kernel']}, "
            f"{values['distribution']}; load before the run {values['load_before']}; {values['rounds']} rounds.\n")
