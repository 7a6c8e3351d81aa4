"""The figures of the door as rows with a budget, tables and plots."""

import os

import plots
from rounds import IDLE_CONNECTIONS, RATE, RATE_CONNECTIONS
from sections import Row, number, table

OURS = "linux-patch-api"
# Below this share of its core the load generator was slower than the server, and a rate says more of the former.
SATURATED = 0.9
CONNECTIONS = ("1", "64", "500")
# What is held against others, its key here and in the budgets.
RATIOS = (("a full handshake", "handshake_us", "handshake"), ("a keep-alive request", "request_us_64", "request"))


def judge(budgets, spreads, about):
    def ours(key):
        return spreads[OURS][key].median

    rows = [
        Row("binary, stripped", about[OURS]["binary_bytes"], "bytes", budgets["binary_bytes_max"]),
        Row("start to first answer", ours("first_ms"), "ms", budgets["start_to_first_answer_ms_max"]),
        Row("idle memory, RSS", ours("idle_rss_kb"), "kB", budgets["idle_rss_kb_max"]),
        Row("idle memory, PSS", ours("idle_pss_kb"), "kB", budgets["idle_pss_kb_max"]),
        Row("idle memory, private and written", ours("idle_private_dirty_kb"), "kB", budgets["idle_private_dirty_kb_max"]),
        Row("RSS after the load", ours("rss_after_load_kb"), "kB", budgets["rss_after_load_kb_max"]),
        Row("memory of an idle connection", ours("connection_kb"), "kB", budgets["idle_connection_kb_max"]),
        Row("memory of an idle connection after a long list", ours("connection_after_list_kb"), "kB", budgets["idle_connection_after_list_kb_max"]),
    ]
    for other in ("nginx", "kestrel"):
        if other in spreads:
            for what, key, budget in RATIOS:
                rows.append(Row(f"CPU of {what}", ours(key) / spreads[other][key].median, f"× {other}",
                                budgets[f"{budget}_cpu_ratio_to_{other}_max"]))
    return rows


def rate(values, key):
    """A rate by the clock, with the share of its core that the server was busy for."""
    busy = values[key.replace("per_second", "busy")].median
    return f"{values[key]}, {busy:.0%} busy" + ("" if busy >= SATURATED else " †")


def floor(spreads):
    if "sslstream" not in spreads:
        return ""
    least = spreads["sslstream"]["request_us_64"].median
    others = " and ".join(f"{least / spreads[name]['request_us_64'].median:.2f} × {name}" for name in ("nginx", "kestrel", OURS) if name in spreads)
    return ("\nsslstream is no server but the floor for a request under every one on SslStream, this agent and Kestrel: it sends the same bytes "
            f"for whatever ends like a head. It takes {others}.\n")


def per_server(spreads, head, cells):
    return table(("", *head), [(name, *cells(name, values)) for name, values in spreads.items()])


def tables(spreads, figures):
    about = figures["contestants"]
    least = figures["limit"]["handshake_us"]
    yield "### CPU", per_server(
        spreads, ("full handshake, µs", "× nginx", "handshakes a core can do in a second", "keep-alive request, µs", "× nginx"),
        lambda name, values: (values["handshake_us"], ratio(spreads, values, "handshake_us"), number(1e6 / values["handshake_us"].median),
                              values["request_us_64"], ratio(spreads, values, "request_us_64")))
    yield "", ("The signatures and key exchange of such a handshake alone, "
               f"by `openssl speed` of {figures['limit']['openssl']}: {number(least)} µs "
               "(1 signature, 2 verifications, 2 multiplications on the curve); the agent's handshake is "
               f"{spreads[OURS]['handshake_us'].median / least:.1f} times that.\n" + floor(spreads))
    yield "### Rates by the clock", per_server(
        spreads, ("handshakes/s, 8 in flight", *(f"requests/s, {count} connection{'s' * (count != '1')}" for count in CONNECTIONS)),
        lambda _, values: (rate(values, "handshakes_per_second"), *(rate(values, f"requests_per_second_{count}") for count in CONNECTIONS)))
    yield "", ("† The load generator, on one core too, was the slower one: the server could do more. "
               "What it could is in the table above.\n")
    yield f"### Latency at {number(RATE)} requests/s over {RATE_CONNECTIONS} connections, µs", per_server(
        spreads, ("p50", "p99", "p99.9"), lambda _, values: (values["p50_us"], values["p99_us"], values["p999_us"]))
    yield "### Memory, kB", per_server(
        spreads, ("idle RSS", "idle PSS", "RSS after load", "PSS after load", f"RSS with {IDLE_CONNECTIONS} idle connections",
                  "one connection, from after load", "one connection, from idle"),
        lambda _, values: tuple(values[key] for key in ("idle_rss_kb", "idle_pss_kb", "rss_after_load_kb", "pss_after_load_kb",
                                                        "rss_idle_connections_kb", "connection_kb", "connection_from_idle_kb")))
    yield "", ("What one connection takes is counted from the memory after the load, which flatters a server that gave none of it back: "
               "its connections go into what it has kept. So it is counted from the idle process too. The budget is for the former.\n")
    yield "### Start, size, idleness", per_server(
        spreads, ("start to first answer, ms", "program, bytes", "with its libraries, bytes", "wake-ups a minute, idle",
                  "CPU, s an hour, idle"),
        lambda name, values: (values["first_ms"], number(about[name]["binary_bytes"]), number(about[name]["installed_bytes"]),
                              number(about[name]["wakeups_per_minute"]), number(about[name]["cpu_seconds_per_hour"])))
    yield "", (f"Who woke in the agent, in {figures['idle_seconds']} s: {threads(about[OURS]['wakeups_by_thread'])}. A thread that spins before it "
               "sleeps, as those of the pool do, counts once for each time that it let others go first. Meanwhile the machine was busy for "
               f"{figures['idle_machine_busy']:.1%} of its time: above a few percent, other work was on it, and times scatter.\n")


def threads(counts):
    return ", ".join(f"{name.strip()} {count}" for name, count in sorted(counts.items(), key=lambda item: -item[1])) or "nobody"


def ratio(spreads, values, key):
    return number(values[key].median / spreads["nginx"][key].median) if "nginx" in spreads else "not measured"


def who(about):
    rows = [(name, values["version"], values["threads"], values["revocation_list"]) if "not_measured" not in values
            else (name, f"not measured: {values['not_measured']}", "", "") for name, values in about.items()]
    return table(("contestant", "version", "threads", "revocation list"), rows)


def markdown(out, spreads, figures):
    parts = ["## Door\n\nMutual TLS 1.3, P-256, full handshakes (session tickets at each one's default, none is taken up again), "
             f"GET /health of {number(figures['answer_bytes'])} bytes; server on one core, load on another. Medians (smallest–largest).\n",
             who(figures["contestants"])]
    for heading, text in tables(spreads, figures):
        parts += [heading + "\n", text] if heading else [text]
    return "\n".join(parts) + "\n" + "\n".join(f"![{title}]({file})" for title, file in drawn(out, spreads, figures)) + "\n"


def drawn(out, spreads, figures):
    """Draws what can be drawn; yields title and file name of each."""
    names = list(spreads)
    least = figures["limit"]["handshake_us"]

    def each(key):
        return {"": [spreads[name][key] for name in names]}

    def curve(keys):
        return {name: [(x, values[key]) for x, key in keys] for name, values in spreads.items()}

    rates = [(int(count), f"requests_per_second_{count}") for count in CONNECTIONS]
    memory = {"idle": "idle_rss_kb", "after load": "rss_after_load_kb", f"{IDLE_CONNECTIONS} idle connections": "rss_idle_connections_kb"}
    percentiles = {"p50": "p50_us", "p99": "p99_us", "p99.9": "p999_us"}
    charts = [
        ("CPU of a full mutual handshake", "door-handshake.png",
         lambda *at: plots.bars(*at, "microseconds", names, each("handshake_us"), ("least, by openssl speed", least))),
        ("CPU of a keep-alive request, 64 connections", "door-request.png",
         lambda *at: plots.bars(*at, "microseconds", names, each("request_us_64"))),
        ("Resident memory", "door-memory.png",
         lambda *at: plots.bars(*at, "MB", names,
                                {label: [megabytes(spreads[name][key]) for name in names] for label, key in memory.items()})),
        ("Requests a second, one core for the server, one for the load", "door-rate.png",
         lambda *at: plots.lines(*at, "connections", "requests a second", curve(rates), log_x=True, x_tics=[x for x, _ in rates])),
        (f"Latency at {number(RATE)} requests a second", "door-latency.png",
         lambda *at: plots.bars(*at, "microseconds", list(percentiles),
                                {name: [values[key] for key in percentiles.values()] for name, values in spreads.items()}, log=True)),
    ]
    for title, file, draw in charts:
        try:
            draw(os.path.join(out, file), title)
            yield title, file
        except plots.NoPlot as error:
            print(f"bench: no plot of {title}: {error}", flush=True)


def megabytes(spread):
    return type(spread)(tuple(value / 1024 for value in spread.values))
