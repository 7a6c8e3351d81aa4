"""The agent without work, as its package delivers it, in a booted container with a watchdog: how often it is woken, and by what."""

import collections
import time

import idle
import processes
import sections
import testbed
import wakeups

# After the start: what was read is read, and threads that had work have been without for longer than the runtime keeps them (20 s).
SETTLE_SECONDS = 45
PERIODS = 8
NAME = "bench-idle"


def run(context):
    with testbed.Testbed(NAME, context.package) as container:
        period = ping_seconds(container)
        pid = container.agent_pid()
        time.sleep(SETTLE_SECONDS)
        figures = measure(pid, period)
    # Of several periods the worst: a middle would hide a wake-up that comes every other time.
    row = sections.Row("wake-ups of the idle agent a watchdog period", figures["moments_a_period"]["max"], "moments",
                       context.budgets["idle_wakeups_per_watchdog_period_max"])
    return sections.Section("idle", figures, [row], markdown(figures))


def ping_seconds(container):
    """The time in which the service manager wants to hear of the agent once: half of WatchdogSec, sd_watchdog_enabled(3)."""
    return idle.watchdog_seconds(container.root + idle.INSTALLED_UNIT) / 2


def measure(pid, period):
    seconds = period * PERIODS
    switches, cpu = processes.switches([pid]), processes.cpu_seconds([pid])
    wakes = wakeups.record(pid, seconds)
    cpu = processes.cpu_seconds([pid]) - cpu
    switches = processes.switches_between(switches, processes.switches([pid]))
    moments = wakeups.moments(wakes)
    # A period from one quarter after a ping to the next such point, so that no ping lies on an edge.
    first = next((moment[0].at for moment in moments if moment[0].woken == "Watchdog"), 0)
    counts = collections.Counter(int((moment[0].at - first + period / 4) // period) for moment in moments)
    whole = [counts[n] for n in range(PERIODS - 1)]
    by_thread = collections.Counter(moment[0].woken for moment in moments)
    return {
        "watchdog_period_s": period,
        "seconds": seconds,
        "moments_a_period": sections.Spread(tuple(whole)).as_json(),
        "moments": len(moments),
        "moments_by_first_thread": dict(by_thread),
        "wakes": len(wakes),
        "switches": switches,
        "cpu_ms_an_hour": cpu / seconds * 3600 * 1000,
    }


def markdown(figures):
    by_thread = ", ".join(f"{name} {count}" for name, count in figures["moments_by_first_thread"].items()) or "none"
    spread = figures["moments_a_period"]
    rows = [
        ("moments a watchdog period, median (least–most)", f"{spread['median']:g} ({spread['min']}–{spread['max']})"),
        ("moments in all, by the thread that was woken first", f"{figures['moments']}: {by_thread}"),
        ("wake-ups of threads", figures["wakes"]),
        ("switches of all threads, voluntary or not", figures["switches"]),
        ("CPU an hour, ms", sections.number(figures["cpu_ms_an_hour"])),
    ]
    return f"""\
## The idle agent

Delivered package and unit in a booted container, no client, {SETTLE_SECONDS} s after the start, for {figures['seconds']:g} s. A watchdog period is
the {figures['watchdog_period_s']:g} s in which the service manager is told once, half of WatchdogSec. Wake-ups less than
{wakeups.BURST_SECONDS * 1000:g} ms apart are one moment.

{sections.table(("what", "measured"), rows)}"""
