"""The HTTPS door beside others: same certificates, mutual TLS 1.3, same answer, interleaved rounds in one run.

A server runs on one core, the load on another, and the server's own CPU time is what is read: the result depends little on how fast the
load generator is.
"""

import json
import os
import ssl
import subprocess
import time
import urllib.request

import load
import servers
from sections import Row, Section, Spread, number, table

HERE = os.path.dirname(os.path.abspath(__file__))
HANDSHAKES, IN_FLIGHT = 1000, 8
REQUESTS, CONNECTIONS = 40000, 64
# The load after which memory is read again, and the rest before that.
SETTLE_HANDSHAKES, SETTLE_REQUESTS, SETTLE_SECONDS = 2000, 10000, 10
IDLE_SECONDS = 3


class Doors:
    def __init__(self, context):
        self.rounds = context.rounds
        self.pki = os.path.join(context.work, "pki")
        os.makedirs(self.pki)
        subprocess.run(["bash", os.path.join(HERE, "pki.sh"), self.pki], check=True)
        self.ours = servers.Ours(context.work, self.pki, context.binary)
        self.ours.start()
        answer = self.answer(self.ours)
        self.ours.stop()
        self.nginx = servers.Nginx(context.work, self.pki, answer)
        self.both = (self.ours, self.nginx)
        self.answer_bytes = len(answer)

    def answer(self, server):
        context = ssl.create_default_context(cafile=os.path.join(self.pki, "ca.pem"))
        context.load_cert_chain(os.path.join(self.pki, "client.pem"), os.path.join(self.pki, "client.key.pem"))
        with urllib.request.urlopen(f"https://{server.address}/health", context=context, timeout=10) as response:
            return response.read()

    def handshakes(self, server, count=HANDSHAKES):
        """Server CPU in microseconds for one full handshake."""
        before = server.cpu_seconds()
        with load.Load("handshakes", server.address, self.pki, count, IN_FLIGHT) as run:
            run.line()
        return (server.cpu_seconds() - before) / count * 1e6

    def requests(self, server, count=REQUESTS):
        """Server CPU in microseconds for one keep-alive request."""
        with load.Load("requests", server.address, self.pki, count, CONNECTIONS) as run:
            run.line()
            before = server.cpu_seconds()
            run.go()
            run.line()
            used = server.cpu_seconds() - before
            run.go()
        return used / count * 1e6

    def first(self, server, warm):
        """Milliseconds from the start of the process to its first answer; leaves it running."""
        with load.Load("first", server.address, self.pki, warm.address) as run:
            run.line()
            run.go()
            server.launch()
            return json.loads(run.line())["milliseconds"]

    def starts(self):
        """Start-up and idle memory, each server warmed up for by the other one."""
        results = {server.name: {"first_ms": [], "rss_kb": [], "pss_kb": []} for server in self.both}
        for _ in range(self.rounds):
            for server, other in (self.both, self.both[::-1]):
                other.start()
                results[server.name]["first_ms"].append(self.first(server, other))
                time.sleep(IDLE_SECONDS)
                rss, pss = server.memory_kb()
                results[server.name]["rss_kb"].append(rss)
                results[server.name]["pss_kb"].append(pss)
                server.stop()
                other.stop()
        return results

    def loads(self):
        results = {server.name: {"handshake_us": [], "request_us": []} for server in self.both}
        for server in self.both:
            server.start()
            self.handshakes(server, SETTLE_HANDSHAKES)
            self.requests(server, SETTLE_REQUESTS)
        time.sleep(SETTLE_SECONDS)
        for server in self.both:
            results[server.name]["rss_after_load_kb"] = [server.memory_kb()[0]]
        for _ in range(self.rounds):
            for server in self.both:
                results[server.name]["handshake_us"].append(self.handshakes(server))
                results[server.name]["request_us"].append(self.requests(server))
        return results

    def run(self):
        starts, loads = self.starts(), self.loads()
        return {server.name: {key: Spread(tuple(values)) for key, values in {**starts[server.name], **loads[server.name]}.items()}
                for server in self.both}


FIGURES = (
    ("start to first answer, ms", "first_ms"),
    ("idle memory, RSS, kB", "rss_kb"),
    ("idle memory, PSS, kB", "pss_kb"),
    ("RSS after the load, kB", "rss_after_load_kb"),
    ("CPU of a full handshake, µs", "handshake_us"),
    ("CPU of a keep-alive request, µs", "request_us"),
)


def judge(budgets, spreads, binary_bytes):
    def ours(key):
        return spreads["linux-patch-api"][key].median

    def ratio(key):
        return ours(key) / spreads["nginx"][key].median

    return [
        Row("binary, stripped", binary_bytes, "bytes", budgets["binary_bytes_max"]),
        Row("start to first answer", ours("first_ms"), "ms", budgets["start_to_first_answer_ms_max"]),
        Row("idle memory, RSS", ours("rss_kb"), "kB", budgets["idle_rss_kb_max"]),
        Row("idle memory, PSS", ours("pss_kb"), "kB", budgets["idle_pss_kb_max"]),
        Row("RSS after the load", ours("rss_after_load_kb"), "kB", budgets["rss_after_load_kb_max"]),
        Row("CPU of a full handshake", ratio("handshake_us"), "× nginx", budgets["handshake_cpu_ratio_to_nginx_max"]),
        Row("CPU of a keep-alive request", ratio("request_us"), "× nginx", budgets["request_cpu_ratio_to_nginx_max"]),
    ]


def markdown(spreads, answer_bytes):
    rows = [(what, *(spreads[name][key] for name in spreads)) for what, key in FIGURES]
    return (f"## Door\n\nMutual TLS 1.3, P-256, revocation list checked, GET /health of {number(answer_bytes)} bytes; "
            "server on one core, load on another. Medians (smallest–largest).\n\n" + table(("what", *spreads), rows))


def run(context):
    load.build()
    try:
        doors = Doors(context)
        spreads = doors.run()
    finally:
        servers.stop_all()
    binary_bytes = os.path.getsize(context.binary)
    figures = {"binary_bytes": binary_bytes,
               "servers": {name: {key: spread.as_json() for key, spread in values.items()} for name, values in spreads.items()}}
    return Section("doors", figures, judge(context.budgets, spreads, binary_bytes), markdown(spreads, doors.answer_bytes))
