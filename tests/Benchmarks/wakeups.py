"""When and by whom the threads of a process are woken: the kernel's own record (sched_waking of tracefs), in an instance of our own."""

import dataclasses
import os
import re
import subprocess
import time

TRACING = "/sys/kernel/tracing"
EVENT = re.compile(r"^\s*(?P<waker>.+)-\d+\s+\[\d+\]\s+\S+\s+(?P<at>[\d.]+): sched_waking: comm=(?P<woken>.+) pid=(?P<pid>\d+) prio=")
# Threads that wake each other for one piece of work are woken within well less than this. Two timers that are due together are one moment.
BURST_SECONDS = 0.05
BUFFER_KB = 1024  # per CPU; an idle agent makes a few events a minute, a busy one some thousand


@dataclasses.dataclass(frozen=True)
class Wake:
    """at: seconds since the boot; woken: the thread's name."""

    at: float
    woken: str


def record(pid, seconds):
    """All wake-ups of a process's threads in that time, threads begun meanwhile included. Raises OSError where there is no tracefs."""
    if not os.path.isdir(TRACING + "/instances"):
        subprocess.run(["mount", "-t", "tracefs", "tracefs", TRACING], check=True)
    instance = f"{TRACING}/instances/lpa-wakeups-{os.getpid()}"
    os.mkdir(instance)
    try:
        write(instance + "/buffer_size_kb", str(BUFFER_KB))
        write(instance + "/options/event-fork", "1")
        write(instance + "/set_event_pid", " ".join(os.listdir(f"/proc/{pid}/task")))
        write(instance + "/events/sched/sched_waking/enable", "1")
        time.sleep(seconds)
        write(instance + "/events/sched/sched_waking/enable", "0")
        threads = set(os.listdir(f"/proc/{pid}/task"))
        with open(instance + "/trace", encoding="utf-8", errors="replace") as file:
            matches = filter(None, map(EVENT.match, file))
            # Whom our threads woke is in the record too; a thread that has ended since is told by its name.
            return [Wake(float(found["at"]), found["woken"]) for found in matches
                    if found["pid"] in threads or found["woken"].startswith(".NET ")]
    finally:
        os.rmdir(instance)


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def moments(wakes):
    """Wake-ups that follow each other closely are one: a list of lists, each begun by the thread that was woken from outside."""
    found = []
    for wake in sorted(wakes, key=lambda wake: wake.at):
        if found and wake.at - found[-1][-1].at < BURST_SECONDS:
            found[-1].append(wake)
        else:
            found.append([wake])
    return found
