"""Growth: the list and the agent's memory with the number of installed packages, and whether it is a straight line."""

import os
import statistics
import subprocess
import time

import lists
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
               "status_file_bytes": text_bytes, "lines": {what: dict(zip(("slope", "start", "deviation"), line)) for what, line in fits.items()}}
    return Section("growth", figures, [], _markdown(found, fits, _plot(found, fits, context)))


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


def _plot(found, fits, context):
    """Time and memory over the number of packages, each with its straight line; the file's name, or None without gnuplot."""
    name = "growth.png"
    panels = [("milliseconds", (COLD, WARM)), ("kB", (RSS, PSS))]
    script = [f"set terminal pngcairo size 1000,420\nset output '{os.path.join(context.out, name)}'\nset multiplot layout 1,2",
              "set key top left\nset grid\nset xlabel 'installed packages'\nset yrange [0:*]\nset xtics 2000"]
    for index, (axis, curves) in enumerate(panels):
        parts = []
        for color, what in enumerate(curves, 1):
            data = f"$data{index}{color}"
            script.append(f"{data} << end\n" + "\n".join(f"{size} {found[size][what].median}" for size in SIZES) + "\nend")
            slope, start, _ = fits[what]
            parts.append(f"{data} with points pointtype 7 linecolor {color} title '{what}', {start} + {slope} * x linecolor {color} notitle")
        script.append(f"set ylabel '{axis}'\nplot [0:{SIZES[-1] * 1.05}] " + ", ".join(parts))
    try:
        subprocess.run(["gnuplot"], input="\n".join(script) + "\n", text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return name


def _markdown(found, fits, plot):
    whats = list(found[SIZES[0]])
    head = ["installed packages"] + [f"{size:,}".replace(",", " ") for size in SIZES] + ["slope", "largest deviation from the line"]
    body = []
    for what in whats:
        slope, _, deviation = fits.get(what, (None, None, None))
        unit, factor = ("µs", 1000) if what.endswith("ms") else ("bytes", 1024)
        body.append([what] + [found[size][what] for size in SIZES] + (["", ""] if slope is None else [f"{number(slope * factor)} {unit} a package", f"{deviation:.1%}"]))
    return "\n".join([
        "### Growth\n",
        "The whole list of made package databases: the container's own packages and real entries of Debian's archive. Lines by least squares through the medians; the "
        "deviation is a part of the largest value. PackageKit has no part in it.\n",
        table(head, body), f"![growth]({plot})\n" if plot else "Plot: not drawn, gnuplot is missing or failed.\n"])
