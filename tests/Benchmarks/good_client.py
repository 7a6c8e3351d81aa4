#!/usr/bin/env python3
"""good_client.py ADDRESS FOLDER - health and package list in turn, at a fixed rate on one connection, until a line comes on standard input.

Open loop: a latency counts from the time at which the request was due, so that waiting counts. Prints `running`, then one line of JSON.
It asks for a real-time priority, because a client is on a machine of its own, which dpkg does not keep busy.
"""

import json
import os
import select
import sys
import time

import client

RATE = 100
PATHS = ("/health", "/api/v1/packages")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
        real_time = 1
    except PermissionError:
        real_time = 0
    with client.Client(*sys.argv[1:]) as asking:
        list_bytes = [asking.timed(path)[1] for path in PATHS][1]
        print("running", flush=True)
        latencies, late = load(asking)
    print(json.dumps({"requests": len(latencies), "p50_ms": quantile(latencies, 0.5), "p99_ms": quantile(latencies, 0.99), "max_ms": max(latencies),
                      "late_p99_ms": quantile(late, 0.99), "list_bytes": list_bytes, "real_time": real_time}))


def load(asking):
    """Latencies and own delays in ms."""
    latencies, late, start, count = [], [], time.monotonic(), 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        due = start + count / RATE
        if (wait := due - time.monotonic()) > 0:
            time.sleep(wait)
            late.append((time.monotonic() - due) * 1000)
        asking.timed(PATHS[count % 2])
        latencies.append((time.monotonic() - due) * 1000)
        count += 1
    return latencies, late


def quantile(values, part):
    return sorted(values)[min(len(values) - 1, int(part * len(values)))] if values else 0.0


if __name__ == "__main__":
    main()
