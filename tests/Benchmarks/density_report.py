"""What density.py measured, as text and as a plot."""

import os

import extrapolation
import plots
import polling
import sections

PLOT = "density-memory.png"


def markdown(figures, out):
    return "\n".join([
        "## Density\n", setting(figures), picture(figures["growth"], out), memory(figures), "### Visits\n", visits(figures),
        extrapolation.markdown(figures)])


def setting(figures):
    count, bytes_of = figures["agents"], {what: sections.number(value) for what, value in figures["body_bytes"].items()}
    return f"""\
{count} agents, each in a network namespace of its own on one bridge, with its own certificate, configuration, state and logs. They share one
booted container's file system ({figures['packages_installed']} packages installed), its bus and its PackageKit, so each list of
patches is a real one ({bytes_of['patches']} bytes; health {bytes_of['health']}). Changelogs come from a copied cache.
They do not have: a systemd of their own (their watchdog messages go to the benchmark), a control group of their own, the unit's restrictions.
Requests are not limited in rate. Program and libraries are one file for all of them: containers with a copy of each do not share those pages,
and then RSS is the figure to go by. All agents on one core, the poller on another.
"""


def picture(growth, out):
    series = {
        "RSS, what each maps": [(step["agents"], step["rss_kb"] / 1024) for step in growth],
        "PSS, shared pages once": [(step["agents"], step["pss_kb"] / 1024) for step in growth],
    }
    try:
        plots.lines(os.path.join(out, PLOT), "Memory of all agents on one machine", "agents", "MB", series)
    except plots.NoPlot as error:
        return f"Memory over the number of agents is not plotted: {error}\n"
    return f"![Memory of all agents over their number]({PLOT})\n"


def memory(figures):
    idle, count = figures["idle"], figures["agents"]
    first, last = figures["growth"][0], figures["growth"][-1]
    more = (last["pss_kb"] - first["pss_kb"]) / (last["agents"] - first["agents"])
    rows = [(what, sections.number(value), sections.number(value / count)) for what, value in (
        ("PSS idle, kB", idle["pss_kb"]), ("RSS idle, kB", idle["rss_kb"]),
        ("less memory available on the machine, kernel's share included, kB", idle["machine_kb"]),
        ("PSS after the polling, kB", figures["after_polling"]["pss_kb"]), ("RSS after the polling, kB", figures["after_polling"]["rss_kb"]),
        ("CPU idle a minute, ms", idle["cpu_ms_a_minute_of_all"]),
        ("switches of all threads idle a minute", idle["switches_a_minute_of_one"] * count))]
    return (sections.table(("what", f"{count} agents", "one agent"), rows)
            + f"\nOne agent more adds {sections.number(more)} kB of PSS. Idle: {idle['seconds']} s, watchdog on, each agent visited once.\n")


def visits(figures):
    polled = figures["polled"]
    heads = ("new connection", "kept connection", f"new, {polling.CALM_RATE} visits/s", f"kept, {polling.CALM_RATE} visits/s")
    runs = (polled["new"], polled["kept"], polled["new_calm"], polled["kept_calm"])
    rows = [(what, *(cell(run[key]) for run in runs)) for what, key in (
        ("visits a second", "visits_a_second"), ("CPU of the agent, µs", "agent_us"), ("CPU of the poller, µs", "poller_us"),
        ("bytes to the agent, Ethernet frames", "to_agent_bytes"), ("bytes from the agent", "from_agent_bytes"),
        ("latency, median, ms", "median_ms"), ("latency, p99, ms", "p99_ms"))]
    return f"""\
64 visits at once at most, six for health to one for patches, new connections with a full mutual handshake. The first two columns go as fast as
they can: latency there is waiting for one core that 64 visits share. In the last two each agent is asked once in two seconds, as an agent that
is asked once in five minutes will find its caches: cold, its memory given back; CPU of the agent includes the {polling.AFTERWARDS_SECONDS} s
after the last visit.

{sections.table(("one visit", *heads), rows)}
A kept connection that is idle holds {sections.number(polled['poller_connection_kb'])} kB on the poller, 16 of them its buffer for
answers. What it holds on the agent is in the section on doors, from 500 connections to one agent.
"""


def cell(value):
    """A spread of rounds, or the figure of a single run."""
    if isinstance(value, dict):
        return f"{sections.number(value['median'])} ({sections.number(value['min'])}–{sections.number(value['max'])})"
    return sections.number(value)
