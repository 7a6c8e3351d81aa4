"""Reads an agent as the fleet manager does (strict.py), and acts on each answer as it does.

Each scene prints one line a step; it ends with 1 at the first thing that the manager could not read or would act on wrongly.
play: list, apply, follow by WebSocket without sending a frame, follow by polling, look at the job, the host and the reboot need.

Usage: manager.py ADDRESS FOLDER SCENE NAME...     (FOLDER: ca.pem, client.pem, client.key.pem; NAME: packages of the manager's last poll)
"""
import sys
import threading
import time
import uuid

from rows import Row
from strict import (ACCEPTED, ENDED, HEALTH, INFO, JOB, PACKAGES, PATCHES, SERVICE, Agent, Relay, Unreadable, change_of_host, flag,
                    identity, read, terminal, text)
from update import reconnect, update

APPLY = "/api/v1/patches/apply"


def follow(agent, relay, job):
    """Waits for the end of a job as the manager does: the first terminal frame ends it, whichever job it is of."""
    progress = []
    for frame in relay.frames():
        if isinstance(frame, int):
            raise Unreadable(f"closed with {frame} before the end of the job")
        if frame["job_id"] not in ("", job):
            raise Unreadable(f"a frame of another job: {frame}")
        if frame["status"] == "running":
            progress.append(time.monotonic())
        if terminal(frame):
            break
    # One change of phase may come at once; progress itself at most once in ten seconds.
    if progress and len(progress) > 3 + (progress[-1] - progress[0]) / 5:
        raise Unreadable(f"{len(progress)} frames of a running job")
    closed(relay)
    return read(agent.call("GET", f"/api/v1/jobs/{job}", JOB), JOB, "job")


def closed(relay):
    """The manager keeps its socket open for ever: the agent closes it, five seconds after the last end."""
    ended = time.monotonic()
    for frame in relay.frames():
        if not isinstance(frame, int):
            raise Unreadable(f"a frame after the end: {frame}")
        if frame != 1000 or not 4 < time.monotonic() - ended < 8:
            raise Unreadable(f"closed with {frame} after {time.monotonic() - ended:.1f} s")
        return
    raise Unreadable("not closed")


def poll(agent, job):
    for _ in range(60):
        seen = agent.call("GET", f"/api/v1/jobs/{job}", JOB)
        if seen["status"] in ENDED:
            return seen
        time.sleep(0.5)
    raise Unreadable(f"{job} does not end")


def play(agent, names):
    health = agent.call("GET", "/health", HEALTH)
    info = agent.call("GET", "/api/v1/system/info", INFO)
    print("host", info["os"], "clean" if info["package_db_clean"] else "unclean", "reboot" if info["pending_reboot"] else "no reboot",
          health["status"] in ("healthy", "degraded"))
    patches = agent.call("GET", "/api/v1/patches", PATCHES)
    upgradable = agent.call("GET", "/api/v1/packages?status=upgradable", PACKAGES)
    print("lists", patches["total"], upgradable["total"])
    agent.call("GET", "/api/v1/system/services/dbus.service", SERVICE)
    agent.call("GET", f"/api/v1/jobs/{uuid.uuid4()}", None, status=404)

    # Names of the last poll: one repeated, one gone; any 64-bit delay.
    relay = Relay(agent)
    body = {"packages": [*names, names[0], "gone-since"], "allow_reboot": False, "reboot_delay_seconds": 10 ** 7}
    job = agent.call("POST", APPLY, ACCEPTED, 202, body)["job_id"]
    done = follow(agent, relay, job)
    print("followed", done["status"], len(done["warnings"]))
    for warning in done["warnings"]:
        print("warning", warning)

    again = agent.call("POST", APPLY, ACCEPTED, 202, {"packages": names, "reboot_delay_seconds": -(2 ** 63)})["job_id"]
    print("polled", poll(agent, again)["status"])
    left = {patch["name"] for patch in agent.call("GET", "/api/v1/patches", PATCHES)["patches"]}
    print("left", sorted(left & set(names)))
    print("reboot", agent.call("GET", "/api/v1/system/info", INFO)["pending_reboot"])


def apply(agent, names):
    return agent.call("POST", APPLY, ACCEPTED, 202, {"packages": list(names)})["job_id"]


def cancel(agent, job):
    return agent.call("DELETE", f"/api/v1/jobs/{job}", {"job_id": identity, "action": text, "deleted": flag})


def failing(agent, names):
    """An apply that fails each time: by the relay that is its end; by poll it is sent again along the whole chain."""
    relay = Relay(agent)
    done = follow(agent, relay, apply(agent, names))
    print("followed", done["status"], done["error"])
    print("row", Row(agent, APPLY, {"packages": list(names)}).run())


def queue(agent, names):
    """Behind a job of somebody else: a cancelled one ends its row by relay; by poll it is sent again, as after 429."""
    relay = Relay(agent)
    job = apply(agent, names)
    cancel(agent, job)
    print("followed", follow(agent, relay, job)["status"])

    fillers = []
    while True:
        status, content = agent.exchange("PUT", "/api/v1/packages/sample-tiny12")
        if status != 202:
            break
        fillers.append(read(content, ACCEPTED, "filler")["job_id"])

    def refused(_, why):
        while why.startswith("429") and fillers:
            cancel(agent, fillers.pop())

    def accepted(attempt, one):
        if attempt == 2:
            cancel(agent, one)

    print("row", Row(agent, APPLY, {"packages": list(names)}).run(accepted, refused))


def frozen(agent, names):
    """Refused while a reboot is ahead, until an operator takes it back."""
    agent.call("POST", "/api/v1/system/reboot", ACCEPTED, 202, {"delay_seconds": 3600})

    def refused(attempt, _):
        if attempt == 2:
            agent.call("DELETE", "/api/v1/system/reboot", {"job_id": identity, "action": text})

    print("row", Row(agent, APPLY, {"packages": list(names)}).run(refused=refused))


def silent(agent, names):
    """Refused until the package manager is back."""
    def refused(attempt, _):
        if attempt == 2:
            change_of_host(agent)

    print("row", Row(agent, APPLY, {"packages": list(names)}).run(refused=refused))


def gone(agent, names):
    """The job is no longer known when its poll comes."""
    def accepted(attempt, job):
        if attempt == 1:
            poll(agent, job)
            if not cancel(agent, job)["deleted"]:
                raise Unreadable(f"{job} is not deleted")

    print("row", Row(agent, APPLY, {"packages": list(names)}).run(accepted))


def relays(agent, names):
    """Two relays on one host: both hear the end, and both are closed."""
    heard = []
    both = [Relay(agent), Relay(agent)]
    job = apply(agent, names)
    ears = [in_thread(heard, lambda relay=relay: follow(agent, relay, job)["status"]) for relay in both]
    for ear in ears:
        ear.join()
    print("heard", *heard)


def parallel(agent, names):
    """Two jobs at once, each with a relay that takes any end for its own: neither hears the first end, which a poll tells."""
    rejected, slow = names
    both = [Relay(agent), Relay(agent)]
    jobs = [apply(agent, [rejected]), apply(agent, [slow])]
    heard = [[], []]
    ears = [in_thread(heard[index], lambda relay=relay: list(ends(relay))) for index, relay in enumerate(both)]
    first = poll(agent, jobs[0])
    known = time.monotonic()
    print("first", first["status"], "by poll")
    for ear in ears:
        ear.join()
    for one in heard:
        if not isinstance(one[0], list) or len(one[0]) != 1 or one[0][0][:2] != (jobs[1], "completed") or one[0][0][2] < known:
            raise Unreadable(f"first {jobs[0]}, second {jobs[1]}, heard {heard}")
    print("second completed by relay")


def ends(relay):
    for frame in relay.frames():
        if isinstance(frame, int):
            if frame != 1000:
                raise Unreadable(f"closed with {frame}")
        elif terminal(frame):
            yield frame["job_id"], frame["status"], time.monotonic()


def in_thread(results, action):
    """Adds the result, or what went wrong, to the results."""
    def run():
        try:
            results.append(action())
        except (Unreadable, OSError, ValueError) as problem:
            results.append(f"{type(problem).__name__}: {problem}")

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def unclean(agent, names):
    """A package in part: the manager refuses reboots by itself, and is refused where it knows it not yet."""
    info = agent.call("GET", "/api/v1/system/info", INFO)
    print("clean" if info["package_db_clean"] else "unclean")
    print("reboot", Row(agent, "/api/v1/system/reboot", {"delay_seconds": 3600}).run())
    print("row", Row(agent, APPLY, {"packages": list(names), "allow_reboot": info["package_db_clean"]}).run())


SCENES = {"play": play, "failing": failing, "queue": queue, "frozen": frozen, "silent": silent, "gone": gone, "relays": relays,
          "parallel": parallel, "unclean": unclean, "update": update, "reconnect": reconnect}

if __name__ == "__main__":
    try:
        SCENES[sys.argv[3]](Agent(sys.argv[1], sys.argv[2]), sys.argv[4:])
    except Unreadable as problem:
        print("UNREADABLE", problem)
        sys.exit(1)
