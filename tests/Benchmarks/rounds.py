"""One round of the door: every server in turn, the order rotated from round to round."""

import contextlib
import json
import time

import held
import load
from sections import Spread

# The load after which memory is read again; the time of nine tenths of its handshakes is read.
HANDSHAKES, IN_FLIGHT = 2000, 8
LIGHT_REQUESTS = 10000
SETTLE_SECONDS = 10
REQUESTS, CONNECTIONS = 40000, 64
ALONE_REQUESTS = 10000
IDLE_SECONDS = 3
IDLE_CONNECTIONS = 500
# What the slowest bears on one core with room to spare; above that the figure is one of a queue.
RATE, RATE_CONNECTIONS, RATE_SECONDS = 2000, 32, 6


class Rounds:
    def __init__(self, servers, pki, count):
        self.servers = servers
        self.pki = pki
        self.count = count
        self.results = {server.name: {} for server in servers}

    def run(self):
        """{name: {figure: Spread}}"""
        for number in range(self.count):
            started = time.monotonic()
            turn = number % len(self.servers)
            self.round(self.servers[turn:] + self.servers[:turn])
            print(f"bench: round {number + 1} of {self.count}, {time.monotonic() - started:.0f} s", flush=True)
        return {name: {key: Spread(tuple(values)) for key, values in figures.items()} for name, figures in self.results.items()}

    def keep(self, server, **figures):
        for key, value in figures.items():
            self.results[server.name].setdefault(key, []).append(value)

    def round(self, order):
        for server in order:
            self.alone(server)
        for server in order:
            server.start()
        for server in order:
            self.handshakes(server)
            self.keep_alive(server, "light", LIGHT_REQUESTS, CONNECTIONS)
        time.sleep(SETTLE_SECONDS)
        settled = {server.name: server.memory_kb() for server in order}
        for server in order:
            self.keep(server, rss_after_load_kb=settled[server.name][0], pss_after_load_kb=settled[server.name][1])
        self.idle_connections(order, settled)
        for server in order:
            if server.has_lists:
                self.keep(server, connection_after_list_kb=held.kilobytes_each(server, self.pki))
        for server in order:
            self.keep_alive(server, "64", REQUESTS, CONNECTIONS)
            self.keep_alive(server, "1", ALONE_REQUESTS, 1)
            self.latency(server)
        for server in order:
            server.stop()

    def alone(self, server):
        """Start to first answer and idle memory, while no other server is up: pages that it shares with another would count half."""
        other = next(candidate for candidate in self.servers[::-1] if candidate is not server)
        other.start()
        with load.Load("first", server.address, self.pki, other.address) as run:
            run.line()
            other.stop()
            run.go()
            server.launch()
            self.keep(server, first_ms=json.loads(run.line())["milliseconds"])
        time.sleep(IDLE_SECONDS)
        rss, pss = server.memory_kb()
        self.keep(server, idle_rss_kb=rss, idle_pss_kb=pss, idle_private_dirty_kb=server.private_dirty_kb())
        server.stop()

    def handshakes(self, server):
        with load.Load("handshakes", server.address, self.pki, HANDSHAKES, IN_FLIGHT) as run:
            run.line()
            before = server.cpu_seconds()
            run.go()
            result = json.loads(run.line())
            used = server.cpu_seconds() - before
        count, seconds = result["count"], result["milliseconds"] / 1000
        self.keep(server, handshake_us=used / count * 1e6, handshakes_per_second=count / seconds, handshakes_busy=used / seconds)

    def keep_alive(self, server, name, count, connections):
        with load.Load("requests", server.address, self.pki, count, connections) as run:
            run.line()
            self.requests(server, run, name, count)

    def requests(self, server, run, name, count):
        """From where the connections of a run are open to where they are closed."""
        before = server.cpu_seconds()
        run.go()
        seconds = json.loads(run.line())["milliseconds"] / 1000
        used = server.cpu_seconds() - before
        run.go()
        self.keep(server, **{f"request_us_{name}": used / count * 1e6, f"requests_per_second_{name}": count / seconds,
                             f"requests_busy_{name}": used / seconds})

    def idle_connections(self, order, settled):
        """Memory with connections open on all servers at once, then the requests that these connections are good for."""
        with contextlib.ExitStack() as stack:
            runs = {}
            for server in order:
                runs[server.name] = stack.enter_context(load.Load("requests", server.address, self.pki, REQUESTS, IDLE_CONNECTIONS))
                runs[server.name].line()
            time.sleep(SETTLE_SECONDS)
            for server in order:
                rss, pss = server.memory_kb()
                self.keep(server, rss_idle_connections_kb=rss, pss_idle_connections_kb=pss,
                          connection_kb=(rss - settled[server.name][0]) / IDLE_CONNECTIONS,
                          connection_from_idle_kb=(rss - self.results[server.name]["idle_rss_kb"][-1]) / IDLE_CONNECTIONS)
            for server in order:
                self.requests(server, runs[server.name], "500", REQUESTS)

    def latency(self, server):
        with load.Load("latency", server.address, self.pki, RATE, RATE_CONNECTIONS, RATE_SECONDS) as run:
            result = json.loads(run.line())
        self.keep(server, p50_us=result["p50_us"], p99_us=result["p99_us"], p999_us=result["p999_us"])
