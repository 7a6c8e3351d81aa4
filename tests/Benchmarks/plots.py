"""Plots as PNG by gnuplot: bars with their spread, and lines. Labels are shown as they are given; say units in them."""

import subprocess

SIZE = "900,480"
# An arrow with heads that are flat: the stroke of a spread, ended by short strokes.
WHISKER = "size screen 0.006,90 front lw 1.5"
COLOURS = ("#1f5f99", "#e08a1e", "#4f9d4f", "#b03a3a", "#7d5ba6", "#6b6b6b", "#3aa6a6")


class NoPlot(Exception):
    """gnuplot is missing or would not draw; the message says what it said."""


def bars(path, title, unit, groups, series, limit=None, log=False):
    """One group of bars for each of groups, in it one bar for each of series: {name: [Spread or None for each group]}. A Spread's smallest
    and largest are drawn as a whisker; None leaves a gap. limit: (text, value), a line across. log: a
    logarithmic axis, for values that differ by magnitudes."""
    names = list(series)
    width = 0.8 / len(names)
    blocks, plots = [], []
    for number, name in enumerate(names):
        shift = (number - (len(names) - 1) / 2) * width
        rows = [f"{at + shift} {spread.median} {min(spread.values)} {max(spread.values)}"
                for at, spread in enumerate(series[name]) if spread is not None]
        if not rows:
            continue
        blocks.append(block(f"bar{number}", rows))
        colour = f"lc rgb '{COLOURS[number % len(COLOURS)]}'"
        plots.append(f"$bar{number} using 1:2:({width * 0.92}) with boxes fs solid 0.85 noborder {colour} {title_of(name)}")
        plots.append(f"$bar{number} using 1:3:(0):($4-$3) with vectors heads {WHISKER} lc rgb '#222222' notitle")
    if limit:
        plots.append(f"{limit[1]} with lines dt 2 lw 2 lc rgb '#222222' title {quoted(limit[0])}")
    tics = ", ".join(f"{quoted(group)} {at}" for at, group in enumerate(groups))
    draw(path, title, blocks, plots, [
        f"set ylabel {quoted(unit)}", "set logscale y" if log else "set yrange [0:*]",
        f"set xrange [-0.6:{len(groups) - 0.4}]", f"set xtics ({tics}) scale 0",
        "set boxwidth 0.1 absolute",
    ])


def lines(path, title, x_label, y_label, series, log_x=False, log_y=False, x_tics=None):
    """series: {name: [(x, y) or (x, Spread)]}. x_tics: the values to write below the axis, all others are left out."""
    blocks, plots = [], []
    for number, (name, points) in enumerate(series.items()):
        rows = [f"{x} {y.median} {min(y.values)} {max(y.values)}" if hasattr(y, "median") else f"{x} {y} {y} {y}" for x, y in points]
        blocks.append(block(f"line{number}", rows))
        colour = f"lc rgb '{COLOURS[number % len(COLOURS)]}'"
        plots.append(f"$line{number} using 1:2 with linespoints pt 7 ps 1 lw 2 {colour} title {quoted(name)}")
        plots.append(f"$line{number} using 1:3:(0):($4-$3) with vectors heads {WHISKER} {colour} notitle")
    settings = [f"set xlabel {quoted(x_label)} offset 0,0.4", f"set ylabel {quoted(y_label)}"]
    settings.append("set logscale y" if log_y else "set yrange [0:*]")
    if log_x:
        settings.append("set logscale x")
    settings.append("set offsets graph 0.05, graph 0.05, 0, 0")
    if x_tics:
        settings.append("set xtics (" + ", ".join(f"{quoted(spaced(x))} {x}" for x in x_tics) + ")")
    draw(path, title, blocks, plots, settings)


def draw(path, title, blocks, plots, settings):
    script = "\n".join([
        f"set terminal pngcairo size {SIZE} font 'DejaVu Sans,11' noenhanced",
        f"set output {quoted(path)}",
        f"set title {quoted(title)} font 'DejaVu Sans,13'",
        "set border 3 lc rgb '#555555'",
        "set tics nomirror",
        "set grid ytics lt 1 lw 1 lc rgb '#cccccc'",
        "set key outside bottom center horizontal Left reverse height 1",
        *settings, *blocks,
        "plot " + ", \\\n  ".join(plots),
    ])
    try:
        done = subprocess.run(["gnuplot"], input=script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60,
                              check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoPlot(str(error)) from error
    if done.returncode != 0:
        raise NoPlot(done.stdout.strip())


def title_of(name):
    """A series without a name is not in the key."""
    return f"title {quoted(name)}" if name else "notitle"


def block(name, rows):
    return f"${name} << EOD\n" + "\n".join(rows) + "\nEOD"


def spaced(value):
    return f"{value:,}".replace(",", " ")


def quoted(text):
    """A string of gnuplot that is taken as it is."""
    return "'" + str(text).replace("'", "''") + "'"
