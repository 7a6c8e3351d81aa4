"""What the kernel says of processes from outside: time, memory, wake-ups, mapped files. A list of pids is one server with its children."""

import os
import time

COUNTED = ("Name:", "voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:")


def family(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [pid, *map(int, file.read().split())]


def cpu_seconds(pids):
    """User and system time so far, threads that have ended included. The clock of a process counts nanoseconds; stat counts ticks of ten
    milliseconds, which are a fiftieth of some of our measurements."""
    return sum(time.clock_gettime(clock_of(pid)) for pid in pids)


def clock_of(pid):
    """clock_getcpuclockid(3): the pid's complement above three bits that say "scheduler time of a process"."""
    return (~pid << 3) | 2


def memory_kb(pids):
    """Resident and proportional memory. Resident pages that several of the processes share count for each of them."""
    rss = pss = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            for line in file:
                if line.startswith("Rss:"):
                    rss += int(line.split()[1])
                elif line.startswith("Pss:"):
                    pss += int(line.split()[1])
    return rss, pss


def private_dirty_kb(pids):
    """Pages that only this server has and has written: what it costs however much of its files others map."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            total += sum(int(line.split()[1]) for line in file if line.startswith("Private_Dirty:"))
    return total


def switches(pids):
    """How often each thread has given up its core or been taken from it: {(pid, thread, its name): count}. A thread that sleeps and wakes
    counts once for it."""
    counts = {}
    for pid in pids:
        for thread in os.listdir(f"/proc/{pid}/task"):
            try:
                with open(f"/proc/{pid}/task/{thread}/status", encoding="ascii") as file:
                    lines = dict(line.rstrip("\n").split(":\t", 1) for line in file if line.startswith(COUNTED))
                counts[pid, thread, lines["Name"]] = int(lines["voluntary_ctxt_switches"]) + int(lines["nonvoluntary_ctxt_switches"])
            except OSError:
                # A thread that ended between the listing and the reading.
                continue
    return counts


def switches_between(before, after):
    """Between two readings. A thread that has ended since counts for one switch, the one in which it woke to end."""
    return sum(switches_by_name(before, after).values())


def switches_by_name(before, after):
    """The same for each name of threads, those that did not wake left out."""
    names = {}
    for thread in before.keys() | after.keys():
        more = after[thread] - before.get(thread, 0) if thread in after else 1
        if more:
            names[thread[2]] = names.get(thread[2], 0) + more
    return names


def mapped_code(pids):
    """The program and the libraries that it has loaded: {path: bytes of the file}."""
    sizes = {}
    for pid in pids:
        with open(f"/proc/{pid}/maps", encoding="utf-8") as file:
            for line in file:
                fields = line.split(maxsplit=5)
                if len(fields) == 6 and "x" in fields[1] and fields[5].startswith("/"):
                    path = fields[5].strip()
                    if os.path.exists(path):
                        sizes[path] = os.path.getsize(path)
    return sizes
