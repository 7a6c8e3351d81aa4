"""The agent's own update as the manager plays it: a PUT without a length, the first end by relay or by poll, then at once the version that
health tells; after a failure it dials again and again. In scaled time.
"""
import http.client
import queue
import threading
import time

from strict import ENDED, HEALTH, INFO, JOB, PORT, Relay, Unreadable, change_of_host, identity, opened, read, terminal

PATH = "/api/v1/packages/linux-patch-api"

# A second of the manager.
SECOND = 0.05
POLL = 60 * SECOND
SCAN = 10 * SECOND
FIRST_DIAL = 5 * SECOND
ALL_DIALS = 600 * SECOND

# Longer than the guard of the tests needs to put the former version back, on a loaded machine.
LIMIT = 150

# Connections that may be neither answered nor refused: the one that is open when the agent stops.
MOST_CUT = 1


def version(number):
    """As the manager compares: no leading v, nothing from the first dash on."""
    return number.removeprefix("v").split("-")[0]


def order(agent):
    """PUT without a body and without its length."""
    with agent.connect() as link:
        link.sendall(f"PUT {PATH} HTTP/1.1\r\nHost: {agent.address}:{PORT}\r\nConnection: close\r\n\r\n".encode())
        answer = http.client.HTTPResponse(link, method="PUT")
        answer.begin()
        raw = answer.read()
    if not 200 <= answer.status < 300:
        raise Unreadable(f"PUT {PATH}: {answer.status} {raw!r}")
    return read(opened(answer.status, raw, PATH), {"job_id": identity}, PATH)["job_id"]


def listen(agent, heard, over):
    """The relay: it connects anew at each scan while its row runs."""
    while not over.is_set():
        try:
            for frame in Relay(agent).frames():
                if isinstance(frame, int):
                    break
                if terminal(frame):
                    heard.put(("relay", frame["status"], frame.get("error")))
                    return
        except Unreadable as problem:
            if "cut" not in str(problem):
                heard.put(("relay", "unreadable", str(problem)))
                return
        except OSError:
            pass
        over.wait(SCAN)


def update(agent, arguments):
    """Arguments: the target, and 'relay' or 'poll'."""
    target, way = arguments
    print("before", agent.call("GET", "/health", HEALTH)["version"])
    heard, over, cuts, refused = queue.Queue(), threading.Event(), [], 0
    if way == "relay":
        threading.Thread(target=listen, args=(agent, heard, over), daemon=True).start()
    job = order(agent)
    deadline = time.monotonic() + LIMIT
    end = None
    while end is None:
        if time.monotonic() > deadline:
            raise Unreadable(f"{job} does not end")
        try:
            end = heard.get(timeout=POLL)
        except queue.Empty:
            try:
                seen = agent.call("GET", f"/api/v1/jobs/{job}", JOB)
                end = ("poll", seen["status"], seen["error"]) if seen["status"] in ENDED else None
            except ConnectionRefusedError:
                refused += 1
            except (OSError, http.client.HTTPException) as problem:
                cuts.append(f"{type(problem).__name__}: {problem}")
    over.set()
    if len(cuts) > MOST_CUT:
        raise Unreadable(f"half-answered: {cuts}")
    how, status, error = end
    if status == "completed":
        # At once, and it has one try.
        health = agent.call("GET", "/health", HEALTH)
        if health["version"] != version(target):
            raise Unreadable(f"completed by {how}, but {health['version']} answers, not {version(target)}")
        print("updated", health["version"])
    elif status == "failed":
        print("failed", error)
        reconnect(agent, [])
        print("after", agent.call("GET", "/health", HEALTH)["version"])
    else:
        raise Unreadable(f"{status}: the row hangs for ever")


def reconnect(agent, arguments):
    """Only a refused or timed-out connection lets it go on; every answer ends it, a good one well."""
    pause, spent, dial = FIRST_DIAL, 0, 0
    while spent < ALL_DIALS:
        time.sleep(pause)
        spent, pause, dial = spent + pause, pause * 2, dial + 1
        try:
            agent.call("GET", "/api/v1/system/info", INFO)
            print("dial", dial, "reconnected")
            return
        except (ConnectionRefusedError, TimeoutError):
            print("dial", dial, "no connection")
            if dial == 2 and "changes" in arguments:
                change_of_host(agent)
        except (OSError, http.client.HTTPException, Unreadable) as problem:
            print("dial", dial, "ended it:", type(problem).__name__, problem)
            return
    print("dials are over")
