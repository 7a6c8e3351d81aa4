"""Growth: the list and the agent's memory with the number of installed packages, and whether it is a straight line."""

import os
import statistics
import time

import lists
import plots
from made_database import MadeDatabase
from sections import Section, Spread, number, table

SIZES = (300, 1000, 3000, 10_000)
WARM_REQUESTS = 15
# Memory is given back one to two seconds after the last request.
REST_SECONDS = 3
COLD, WARM, CPU = "after a change of the database, ms", "warm, ms", "CPU of a warm one, ms"
RSS_BEFORE, RSS, PSS = "RSS before the list, kB", "RSS after the list, kB", "PSS idle afterwards, kB"
LINES = (COLD, WARM, CPU, RSS, PSS)


def measure(host, context):
    database, found, text_bytes = MadeDatabase(host.root), {}, {}
    try:
        for size in SIZES:
            text_bytes[size] = database.write(size)
            rounds = [_round(host) for _ in range(context.rounds)]
            found[size] = {what: Spread(tuple(one[what] for one in rounds)) for what in rounds[0]}
    finally:
        database.restore()
    fits = {what: fit([(size, found[size][what].median) for size in SIZES]) for what in LINES}
    figures = {"by_packages": {str(size): {what: spread.as_json() for what, spread in spreads.items()} for size, spreads in found.items()},
               "status_file_bytes": text_bytes,
               "lines": {what: dict(zip(("slope", "start", "deviation"), line)) for what, line in fits.items()}}
    return Section("growth", figures, [], _markdown(found, fits, _plots(found, context)))


def _round(host):
    """One life of an agent: it starts, comes to rest, answers, comes to rest."""
    host.restart_agent()
    host.settle()
    values = {RSS_BEFORE: host.agent_memory_kb()[0]}
    with host.client() as asking:
        asking.timed("/health")
        lists.touch(host)
        values[COLD] = asking.timed(lists.INSTALLED)[0]
        cpu = host.agent_cpu_ms()
        values[WARM] = statistics.median(asking.timed(lists.INSTALLED)[0] for _ in range(WARM_REQUESTS))
        values[CPU] = (host.agent_cpu_ms() - cpu) / WARM_REQUESTS
        values[RSS] = host.agent_memory_kb()[0]
    time.sleep(REST_SECONDS)
    host.settle()
    values[PSS] = host.agent_memory_kb()[1]
    return values


def fit(points):
    """Least squares: slope, value at 0, and the largest distance of a point from the line, as a part of the largest value."""
    mean_x, mean_y = (statistics.mean(axis) for axis in zip(*points))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    start = mean_y - slope * mean_x
    return slope, start, max(abs(y - start - slope * x) for x, y in points) / max(y for _, y in points)


def _plots(found, context):
    """Time and memory over the number of packages; links to them, or why there are none."""
    made = []
    for name, title, axis, curves in (("growth-time", "List of installed packages: time", "ms", (COLD, WARM)),
                                      ("growth-memory", "List of installed packages: memory of the agent", "kB", (RSS, PSS))):
        try:
            plots.lines(os.path.join(context.out, name + ".png"), title, "installed packages", axis,
                        {what: [(size, found[size][what]) for size in SIZES] for what in curves}, x_tics=SIZES)
        except plots.NoPlot as reason:
            made.append(f"{name}: not drawn: {reason}")
        else:
            made.append(f"![{title}]({name}.png)")
    return "\n".join(made)


def _markdown(found, fits, drawn):
    whats = list(found[SIZES[0]])
    head = ["installed packages"] + [f"{size:,}".replace(",", " ") for size in SIZES] + ["slope", "largest deviation from the line"]
    body = []
    for what in whats:
        slope, _, deviation = fits.get(what, (None, None, None))
        unit, factor = ("µs", 1000) if what.endswith("ms") else ("bytes", 1024)
        line = ["", ""] if slope is None else [f"{number(slope * factor)} {unit} a package", f"{deviation:.1%}"]
        body.append([what] + [found[size][what] for size in SIZES] + line)
    return "\n".join([
        "### Growth\n",
        "The whole list of made package databases: the container's own packages and real entries of Debian's archive. Lines by least squares "
        "through the medians; the deviation is a part of the largest value. PackageKit has no part in it.\n",
        table(head, body), drawn + "\n"])
